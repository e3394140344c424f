namespace Agentry;

/// <summary>One event in its place in the run log.</summary>
public sealed record RunLogEntry
{
    /// <summary>The run.</summary>
    public required RunId RunId { get; init; }

    /// <summary>The place in the log: 1, 2, 3 without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the owner of the run wrote it, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who caused it: <c>caller:{subject}</c>, <c>agent:{name}</c>, <c>model</c>, <c>tool:{name}</c>, <c>approver:{subject}</c> or <c>agentry</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>Ties the event to the request that caused it.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The event.</summary>
    public required RunEvent Event { get; init; }
}
