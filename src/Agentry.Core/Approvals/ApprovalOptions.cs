using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>Whom to ask and for how long, where a policy does not say it itself.</summary>
public sealed class ApprovalOptions
{
    /// <summary>Roles, one of which an approver must hold.</summary>
    /// <value>Empty by default: whoever reaches the inbox, but never the requester.</value>
    public IList<string> Groups { get; } = [];

    /// <summary>How many different people must agree.</summary>
    /// <value>1 by default.</value>
    [Range(1, 20)]
    public int Quorum { get; set; } = 1;

    /// <summary>After this time without a decision the answer is no.</summary>
    /// <value>3 days by default. Null waits without end.</value>
    [Duration(1, 31_536_000)]
    public TimeSpan? Deadline { get; set; } = TimeSpan.FromDays(3);

    /// <summary>After this time without a decision others are asked, and those asked before may not decide any more.</summary>
    /// <value>Null, never, by default.</value>
    [Duration(1, 31_536_000)]
    public TimeSpan? EscalateAfter { get; set; }

    /// <summary>The roles to ask then.</summary>
    public IList<string> EscalateTo { get; } = [];

    internal ApprovalDemand Demand => new() { Groups = [.. Groups], Quorum = Quorum };
}
