namespace Agentry;

/// <summary>The kinds of <see cref="ExtensionEvent"/> that this package adds to run logs; each has version 1.</summary>
public static class ResilienceEvents
{
    /// <summary>
    /// An attempt failed. Body: <c>target</c> ("model" or "tool"), <c>name</c>, <c>attempt</c> from 1, <c>failureClass</c>, <c>errorType</c>, <c>httpStatus</c>, <c>code</c>,
    /// <c>turn</c>, <c>callId</c>; and either <c>retryInMs</c> or <c>because</c>, why there is no further one.
    /// </summary>
    public const string AttemptFailed = "resilience.attempt_failed";

    /// <summary>A further attempt was not made after all. Body as of <see cref="AttemptFailed"/>.</summary>
    public const string AttemptSkipped = "resilience.attempt_skipped";

    /// <summary>The next model is asked. Body: <c>from</c>, <c>to</c>, <c>failureClass</c>, <c>turn</c>.</summary>
    public const string FailedOver = "resilience.failed_over";

    /// <summary>A circuit breaker opened. Body: <c>name</c>, <c>failureClass</c> of the last failure, <c>breakMs</c>.</summary>
    public const string BreakerOpened = "resilience.breaker_opened";

    /// <summary>A circuit breaker lets one call through as a probe. Body: <c>name</c>.</summary>
    public const string BreakerHalfOpened = "resilience.breaker_half_opened";

    /// <summary>A probe succeeded and the circuit is closed again. Body: <c>name</c>.</summary>
    public const string BreakerClosed = "resilience.breaker_closed";
}
