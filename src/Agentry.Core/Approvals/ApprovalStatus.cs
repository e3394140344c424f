namespace Agentry;

/// <summary>How a question to people stands.</summary>
public enum ApprovalStatus
{
    /// <summary>It waits.</summary>
    Pending = 0,

    /// <summary>Enough people agreed.</summary>
    Approved,

    /// <summary>Somebody put other arguments in place.</summary>
    Edited,

    /// <summary>Somebody said no.</summary>
    Rejected,

    /// <summary>Somebody answered in the tool's place.</summary>
    Responded,

    /// <summary>Nobody decided in time, which counts as no.</summary>
    Expired,

    /// <summary>Nobody needs the answer any more: the run ended, or the call was refused.</summary>
    Withdrawn,

    /// <summary>What was asked about has changed, and another question took its place.</summary>
    Superseded,

    /// <summary>An unknown outcome was settled.</summary>
    Settled,
}
