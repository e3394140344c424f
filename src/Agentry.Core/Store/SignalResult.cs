namespace Agentry;

/// <summary>What became of a signal.</summary>
public enum SignalResult
{
    /// <summary>It is in the mailbox.</summary>
    Accepted = 0,

    /// <summary>A signal with this id was sent before; nothing changed.</summary>
    Duplicate,

    /// <summary>There is no such run in this tenant.</summary>
    NoSuchRun,

    /// <summary>The run is over; nothing will read its mailbox.</summary>
    RunEnded,
}
