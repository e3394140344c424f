using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>One call on its way along the models: which one is asked now, and how much time is left.</summary>
internal sealed class FailoverRoute(
    (string Name, IChatClient Client)[] models, ModelCallContext? context, TimeSpan total, ResilienceRuntime runtime, CancellationToken cancellationToken)
    : IDisposable
{
    private readonly CallTimer _timer = new(total, runtime.Time, cancellationToken);
    private int _at;

    public IChatClient Client => models[_at].Client;

    public CancellationToken Token => _timer.Token;

    public bool IsTimedOut => _timer.IsUp;

    /// <summary>Why the last model failed.</summary>
    public FailureClass Failure { get; private set; }

    /// <summary>The options for the model that is asked now: what names a model or belongs to a vendor is for the first one only.</summary>
    public ChatOptions? Options(ChatOptions? options)
    {
        if (_at == 0 || options is null)
            return options;
        options = options.Clone();
        options.ModelId = null;
        options.RawRepresentationFactory = null;
        return options;
    }

    /// <summary>Moves to the next model if there is one and the failure is one that another model may not have.</summary>
    public bool MovesOn(Exception exception)
    {
        if (cancellationToken.IsCancellationRequested || _at + 1 == models.Length)
            return false;
        Failure = FailureClassifier.Classify(exception);
        if (Failure is not (FailureClass.Transient or FailureClass.Throttled or FailureClass.Timeout or FailureClass.QuotaExhausted or FailureClass.Unauthorized))
            return false;
        string from = models[_at++].Name;
        runtime.Logger.FailedOver(from, models[_at].Name, Failure);
        context?.Run.Record(ResilienceEvents.FailedOver, new FailoverRecord(from, models[_at].Name, Failure, context.Turn));
        return true;
    }

    public void Dispose() => _timer.Dispose();
}
