using Microsoft.Extensions.AI;
using Polly;

namespace Agentry;

/// <summary>The attempts of one model call at one model, plain (<see cref="ChatResponse"/>) or streamed (<see cref="StreamAttempt"/>).</summary>
internal sealed class ModelRetry<T>(
    string model, ModelCallContext? context, ResilientCall call, RetryOptions options, ResilienceRuntime runtime, CancellationToken cancellationToken)
    : IRetryCall<T>
{
    private readonly RetryPolicy _policy = new(options, runtime.Jitter);
    private ProviderResponse? _response;

    public TimeSpan Delay { get; private set; }

    /// <summary>Why the last attempt failed.</summary>
    public FailureClass Failure { get; private set; }

    /// <summary>Begins an attempt; the provider's response is noted for it if a <see cref="ProviderResponseHandler"/> is at work.</summary>
    public void Begin()
    {
        call.MayTryAgain = _policy.Attempts + 1 < options.MaxAttempts;
        _response = ProviderResponse.Begin();
    }

    public bool GoesOn(Outcome<T> outcome)
    {
        _policy.Attempts++;
        if (_response?.Requests > 1)
            runtime.Retried(model, _response.Requests);
        return outcome.Exception is { } exception && GoesOn(exception);
    }

    /// <summary>The same for a stream that failed after its first content.</summary>
    public bool GoesOn(Exception exception, bool mayRestart = true)
    {
        // A run that its store does not let write any more asks no model again.
        if (cancellationToken.IsCancellationRequested || exception is RunStoreException)
            return false;
        FailureDetails failure = FailureClassifier.Describe(exception, runtime.Time);
        Failure = failure.Class;
        if (failure.Class == FailureClass.Refused)
            return false;
        failure = failure with { RetryAfter = failure.RetryAfter ?? _response?.RetryAfter(runtime.Time) };
        RetryDecision decision = Decide(exception, failure, mayRestart);
        Tell(exception, failure, decision);
        Delay = decision.Delay ?? TimeSpan.Zero;
        return decision.Delay is not null;
    }

    private RetryDecision Decide(Exception exception, FailureDetails failure, bool mayRestart) => exception switch
    {
        CircuitOpenException => RetryDecision.No("circuit_open"),
        _ when !mayRestart => RetryDecision.No("content_was_shown"),
        _ => _policy.Decide(failure, call.Left(runtime.Time) - (options.MinAttemptTime * call.MoreModels)),
    };

    private void Tell(Exception exception, FailureDetails failure, RetryDecision decision)
    {
        string errorType = exception.GetType().FullName!;
        if (decision.Delay is { } delay)
            runtime.Logger.AttemptRetried("model", model, _policy.Attempts, failure.Class, errorType, delay);
        else
            runtime.Logger.AttemptFailed("model", model, _policy.Attempts, failure.Class, errorType, decision.Because);
        context?.Run.Record(ResilienceEvents.AttemptFailed, new AttemptRecord
        {
            Target = "model",
            Name = model,
            Attempt = _policy.Attempts,
            FailureClass = failure.Class,
            ErrorType = errorType,
            HttpStatus = failure.HttpStatus,
            Code = failure.Code,
            Turn = context.Turn,
            RetryInMs = decision.Delay?.TotalMilliseconds,
            Because = decision.Because,
        });
    }
}
