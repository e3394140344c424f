namespace Agentry;

/// <summary>What the check of one run of a store came to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Log">What is true of its log.</param>
public sealed record RunVerification(RunKey Run, LogVerification Log)
{
    /// <summary>True when every event is there, in order and unchanged.</summary>
    public bool IsIntact => Log.IsIntact;

    /// <inheritdoc/>
    public override string ToString() => IsIntact ? $"{Run}: intact, {Log.Events} events" : $"{Run}: broken at event {Log.BrokenAt}: {Log.Problem}";
}
