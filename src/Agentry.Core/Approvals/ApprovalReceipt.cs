namespace Agentry;

/// <summary>What became of a decision.</summary>
public sealed record ApprovalReceipt
{
    /// <summary>True when it counts.</summary>
    public bool IsCounted => Refused is null;

    /// <summary>Why it counts for nothing: one of <see cref="ApprovalRefusalCodes"/>.</summary>
    public string? Refused { get; init; }

    /// <summary>How the question stands with it; null when there is no such question.</summary>
    public ApprovalStatus? Status { get; init; }

    /// <summary>Whose decision closed the question, or counted last.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The run that waits; null when there is no such question.</summary>
    public RunId? Run { get; init; }
}
