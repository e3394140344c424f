namespace Agentry;

/// <summary>What a commit survives: SQLite's <c>synchronous</c> setting.</summary>
public enum SqliteSynchronous
{
    /// <summary>Every commit is on the disk before it is answered: it survives the process and the loss of power.</summary>
    Full = 0,

    /// <summary>
    /// A commit survives the end of the process, but the last ones may be lost when the machine loses power. A run then goes back to an earlier
    /// commit and may repeat effects that it does not remember.
    /// </summary>
    Normal,
}
