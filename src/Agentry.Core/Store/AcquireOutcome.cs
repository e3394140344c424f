namespace Agentry;

/// <summary>What became of a wish to own a run.</summary>
public enum AcquireOutcome
{
    /// <summary>The run is yours, under a new epoch.</summary>
    Acquired = 0,

    /// <summary>Another worker holds it and its lease has not run out. Nothing changed.</summary>
    Held,

    /// <summary>The run is over. Nothing changed.</summary>
    Over,

    /// <summary>The tenant has no such run.</summary>
    NoSuchRun,
}
