namespace Agentry;

/// <summary>Asks a store for runs that need a worker: <see cref="RunStore.ClaimAsync"/>.</summary>
public sealed record RunClaim
{
    /// <summary>The lease on each run that is handed out.</summary>
    public required StoreLease Lease { get; init; }

    /// <summary>Only runs of these agents.</summary>
    public required IReadOnlyCollection<string> Agents { get; init; }

    /// <summary>At most this many, those that have waited longest first.</summary>
    /// <value>16 by default.</value>
    public int Take { get; init; } = 16;
}
