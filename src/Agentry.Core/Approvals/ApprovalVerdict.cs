namespace Agentry;

/// <summary>What a person decides about a call.</summary>
public enum ApprovalVerdict
{
    /// <summary>Run it with exactly these arguments.</summary>
    Approve = 0,

    /// <summary>Run it with other arguments, which pass contract and policies first.</summary>
    Edit,

    /// <summary>Do not run it.</summary>
    Reject,

    /// <summary>Do not run it: the person tells the model what it wants to know.</summary>
    Respond,
}
