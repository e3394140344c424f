namespace Agentry;

/// <summary>What a run came to, read from its log.</summary>
public sealed record RunSpend
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Its agent.</summary>
    public required string Agent { get; init; }

    /// <summary>Who asked.</summary>
    public required string Subject { get; init; }

    /// <summary>How it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Its own model calls and tools, in their order.</summary>
    public required IReadOnlyList<SpendStep> Steps { get; init; }

    /// <summary>Its child runs.</summary>
    public required IReadOnlyList<RunSpend> Children { get; init; }

    /// <summary>What took longer than it should or may in the run itself.</summary>
    public required IReadOnlyList<LatencyBreached> LatencyBreaches { get; init; }

    /// <summary>US dollars of its own steps.</summary>
    public decimal Cost => Steps.Sum(s => s.Cost ?? 0);

    /// <summary>US dollars of its own steps and of its children's.</summary>
    public decimal TotalCost => Cost + Children.Sum(c => c.TotalCost);

    /// <summary>The part of <see cref="TotalCost"/> that nobody reported: estimated, or all that had been reserved.</summary>
    public decimal Unreported => Steps.Where(s => s.Basis is SpendBasis.Estimated or SpendBasis.Reserved).Sum(s => s.Cost ?? 0) + Children.Sum(c => c.Unreported);

    /// <summary>Steps without a price, children's included: by so many the total is too low.</summary>
    public int Unpriced => Steps.Count(s => s.Cost is null) + Children.Sum(c => c.Unpriced);
}
