namespace Agentry;

/// <summary>What a policy says about a call. The greatest is the strictest, and the strictest wins.</summary>
public enum PolicyVerdict
{
    /// <summary>Nothing against it.</summary>
    Allow = 0,

    /// <summary>Only if a person says so.</summary>
    RequireApproval,

    /// <summary>No, whoever else agrees.</summary>
    Deny,
}
