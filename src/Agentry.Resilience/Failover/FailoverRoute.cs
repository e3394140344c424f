using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>One call on its way along the models: which one is asked now, and how much time is left.</summary>
internal sealed class FailoverRoute : IDisposable
{
    private readonly (string Name, IChatClient Client)[] _models;
    private readonly ModelCallContext? _context;
    private readonly ResilientCall _call;
    private readonly ResilienceOptions _options;
    private readonly ResilienceRuntime _runtime;
    private readonly CancellationToken _cancellationToken;
    private readonly CallTimer _timer;
    private int _at;

    public FailoverRoute(
        (string Name, IChatClient Client)[] models,
        ModelCallContext? context,
        ResilientCall call,
        ResilienceOptions options,
        ResilienceRuntime runtime,
        CancellationToken cancellationToken)
    {
        (_models, _context, _call, _options, _runtime, _cancellationToken) = (models, context, call, options, runtime, cancellationToken);
        _timer = new CallTimer(options.TotalTimeout, runtime.Time, cancellationToken);
        call.MoreModels = models.Length - 1;
    }

    public IChatClient Client => _models[_at].Client;

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

    /// <summary>Moves to the next model if there is one, the failure is one that another model may not have, and there is time to ask it.</summary>
    public bool MovesOn(Exception exception)
    {
        if (_cancellationToken.IsCancellationRequested || _at + 1 == _models.Length)
            return false;
        Failure = FailureClassifier.Classify(exception);
        if (Failure is not (FailureClass.Transient or FailureClass.Throttled or FailureClass.Timeout or FailureClass.QuotaExhausted or FailureClass.Unauthorized))
            return false;
        if (_call.Left(_runtime.Time) < _options.Retry.MinAttemptTime)
        {
            Skip(exception);
            return false;
        }

        string from = _models[_at++].Name;
        _call.MoreModels--;
        _runtime.Logger.FailedOver(from, _models[_at].Name, Failure);
        _context?.Run.Record(ResilienceEvents.FailedOver, new FailoverRecord(from, _models[_at].Name, Failure, _context.Turn));
        return true;
    }

    public void Dispose() => _timer.Dispose();

    private void Skip(Exception exception) => _context?.Run.Record(ResilienceEvents.AttemptSkipped, new AttemptRecord
    {
        Target = "model",
        Name = _models[_at + 1].Name,
        Attempt = 1,
        FailureClass = Failure,
        ErrorType = exception.GetType().FullName,
        Turn = _context.Turn,
        Because = RetryPolicy.NoTimeLeft,
    });
}
