namespace Agentry;

/// <summary>A call of a dry run: what would have become of it, and why.</summary>
public sealed record PlannedCall
{
    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>What would have happened.</summary>
    public required PlannedFate Fate { get; init; }

    /// <summary>Why, in plain words.</summary>
    public required string Why { get; init; }
}
