namespace Agentry;

/// <summary>What a person is asked.</summary>
public enum ApprovalKind
{
    /// <summary>May this call run?</summary>
    Approval = 0,

    /// <summary>Did this call have its effect?</summary>
    UnknownOutcome,
}
