namespace Agentry;

/// <summary>Why a decision counts for nothing.</summary>
public static class ApprovalRefusalCodes
{
    /// <summary>The run never asked this question, or the tenant has none like it.</summary>
    public const string NoSuchApproval = "no_such_approval";

    /// <summary>The decision is not readable, or lacks what its verdict needs.</summary>
    public const string Malformed = "malformed";

    /// <summary>It does not carry the seal of a host that holds the log's signing key.</summary>
    public const string Forged = "forged";

    /// <summary>It speaks of other arguments or another contract than were asked about.</summary>
    public const string Altered = "altered";

    /// <summary>The question is answered already.</summary>
    public const string AlreadyClosed = "already_closed";

    /// <summary>The deadline has passed.</summary>
    public const string Late = "late";

    /// <summary>Who asked for the run may not decide.</summary>
    public const string Requester = "requester";

    /// <summary>The approver holds none of the roles that may decide, or not any more since others were asked.</summary>
    public const string NotEntitled = "not_entitled";

    /// <summary>The approver has a voice, and used it.</summary>
    public const string AlreadyVoted = "already_voted";
}
