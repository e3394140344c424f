namespace Agentry;

/// <summary>
/// Takes amounts from accounts before something happens: all parts or none. It counts as reserved until it is settled, while its run is suspended or
/// has a worker whose lease holds; without one it stands in nobody's way. What a window counts was taken, whatever becomes of the run.
/// </summary>
public sealed record AccountClaim
{
    /// <summary>How many settlements of a run a store remembers at least: those claims are granted again, and settled again, without any effect.</summary>
    public const int RememberedSettlements = 32;

    /// <summary>
    /// Unique within the run. A claim that the store has granted is granted again without taking twice while it is open, and among the last <see cref="RememberedSettlements"/>
    /// that were settled: what comes again comes from the step at which a worker was gone.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>What it takes; at least one part, and each account once.</summary>
    public required IReadOnlyList<AccountPart> Parts { get; init; }
}
