namespace Agentry;

/// <summary>The result of checking a run's hash chain.</summary>
/// <param name="Events">Events that were read.</param>
/// <param name="BrokenAt">The first sequence that does not fit, or null when all fit.</param>
/// <param name="Problem">What does not fit, for people.</param>
/// <param name="Head">Hexadecimal hash of the last good event; keep it elsewhere to notice a cut tail or a replaced run.</param>
public sealed record LogVerification(long Events, long? BrokenAt, string? Problem, string Head)
{
    /// <summary>True when every event is there, in order and unchanged.</summary>
    public bool IsIntact => BrokenAt is null;
}
