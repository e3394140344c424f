namespace Agentry;

/// <summary>How an account stands, and whether a part would be taken now.</summary>
public sealed record AccountBalance
{
    /// <summary>The account.</summary>
    public required AccountKey Account { get; init; }

    /// <summary>Settled, in the current period; for a window: what was taken within it.</summary>
    public required long Spent { get; init; }

    /// <summary>Claimed and not settled, by runs that are suspended or have a worker.</summary>
    public required long Reserved { get; init; }

    /// <summary>After how long the part would be taken as things stand: zero is now, null is not by time alone.</summary>
    public TimeSpan? FreeAfter { get; init; }
}
