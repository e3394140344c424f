namespace Agentry;

/// <summary>What a store did with a commit. Unless it says <see cref="Committed"/>, nothing was written.</summary>
public enum CommitOutcome
{
    /// <summary>Everything was written.</summary>
    Committed = 0,

    /// <summary>The log is not where the writer thought: somebody with the same epoch wrote in between.</summary>
    Stale,

    /// <summary>Somebody else owns the run now; the writer must stop.</summary>
    Fenced,

    /// <summary>A rule of the store forbids it: the conversation is busy, or the idempotency key is taken.</summary>
    Refused,
}
