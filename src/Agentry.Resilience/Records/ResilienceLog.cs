using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>What resilience writes to the host's log: names, numbers, classes. Exception texts may hold content and stay with the final failure.</summary>
internal static partial class ResilienceLog
{
    [LoggerMessage(3001, LogLevel.Information, "Attempt {Attempt} of {Target} {Name} failed ({FailureClass}, {ErrorType}); the next one starts in {Delay}.")]
    public static partial void AttemptRetried(this ILogger logger, string target, string name, int attempt, FailureClass failureClass, string? errorType, TimeSpan delay);

    [LoggerMessage(3002, LogLevel.Warning, "Attempt {Attempt} of {Target} {Name} failed ({FailureClass}, {ErrorType}) and is not repeated: {Because}.")]
    public static partial void AttemptFailed(this ILogger logger, string target, string name, int attempt, FailureClass failureClass, string? errorType, string? because);

    [LoggerMessage(3003, LogLevel.Warning, "Model {From} failed ({FailureClass}); model {To} is asked instead.")]
    public static partial void FailedOver(this ILogger logger, string from, string to, FailureClass failureClass);

    [LoggerMessage(3004, LogLevel.Warning, "The circuit of {Name} opened for {BreakDuration}; the last failure was {FailureClass}. Calls fail at once until a probe succeeds.")]
    public static partial void BreakerOpened(this ILogger logger, string name, TimeSpan breakDuration, FailureClass? failureClass);

    [LoggerMessage(3005, LogLevel.Information, "The circuit of {Name} lets a probe through.")]
    public static partial void BreakerHalfOpened(this ILogger logger, string name);

    [LoggerMessage(3006, LogLevel.Information, "The circuit of {Name} closed: a probe succeeded.")]
    public static partial void BreakerClosed(this ILogger logger, string name);

    [LoggerMessage(3007, LogLevel.Warning, "The client of model {Name} retries by itself ({Retries} retries): attempts multiply with those of Agentry. Set its own retries to 0.")]
    public static partial void SdkRetries(this ILogger logger, string name, int retries);

    [LoggerMessage(3008, LogLevel.Warning, "The client of model {Name} sent {Requests} HTTP requests in one attempt: it retries by itself, and attempts multiply with those of Agentry. Set its own retries to 0.")]
    public static partial void SdkRetried(this ILogger logger, string name, int requests);
}
