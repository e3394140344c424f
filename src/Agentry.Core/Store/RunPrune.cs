namespace Agentry;

/// <summary>Says which runs a store forgets: <see cref="RunStore.PruneAsync"/>.</summary>
public sealed record RunPrune
{
    /// <summary>Only runs that were over and last written before this time.</summary>
    public required DateTimeOffset EndedBefore { get; init; }

    /// <summary>Only runs of this tenant; null is every tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>At most this many in one transaction, the oldest first.</summary>
    /// <value>500 by default.</value>
    public int Take { get; init; } = 500;
}
