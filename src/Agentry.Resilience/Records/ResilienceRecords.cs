namespace Agentry;

/// <summary>The body of <see cref="ResilienceEvents.AttemptFailed"/>.</summary>
internal sealed record AttemptRecord
{
    public required string Target { get; init; }

    public required string Name { get; init; }

    public required int Attempt { get; init; }

    public required FailureClass FailureClass { get; init; }

    public string? ErrorType { get; init; }

    public int? HttpStatus { get; init; }

    public string? Code { get; init; }

    public int? Turn { get; init; }

    public string? CallId { get; init; }

    public double? RetryInMs { get; init; }

    public string? Because { get; init; }
}

/// <summary>The body of <see cref="ResilienceEvents.FailedOver"/>.</summary>
internal sealed record FailoverRecord(string From, string To, FailureClass FailureClass, int? Turn);

/// <summary>The body of the events of a circuit breaker.</summary>
internal sealed record BreakerRecord(string Name, FailureClass? FailureClass, double? BreakMs);
