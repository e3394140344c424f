namespace Agentry;

/// <summary>A rule about calls: to which it applies, what must hold, and what happens otherwise. Everything that is set must hold.</summary>
public sealed class PolicyRule
{
    /// <summary>The tools it is about; a name may end with <c>*</c>.</summary>
    /// <value>Empty by default: every tool.</value>
    public IList<string> Tools { get; } = [];

    /// <summary>The callers it is about, by subject.</summary>
    /// <value>Empty by default: everybody.</value>
    public IList<string> Callers { get; } = [];

    /// <summary>The tenants it is about.</summary>
    /// <value>Empty by default: every tenant.</value>
    public IList<string> Tenants { get; } = [];

    /// <summary>What must hold of the arguments, such as <c>/amount &lt;= 500 and domain(/to) in ["example.com"]</c>.</summary>
    public string? Require { get; set; }

    /// <summary>Scopes that the caller must hold, all of them.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>Roles, one of which the caller must hold.</summary>
    public IList<string> Roles { get; } = [];

    /// <summary>When calls may run, such as <c>Mon-Fri 08:00-18:00</c>; several are separated by commas.</summary>
    public string? Hours { get; set; }

    /// <summary>The time zone of <see cref="Hours"/>, by its IANA or Windows id.</summary>
    /// <value>UTC by default.</value>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>How often such calls may run. Policies look; what runs is counted with its intent, so that two at once never exceed it.</summary>
    public RateOptions? Rate { get; set; }

    /// <summary>What happens when it does not hold.</summary>
    /// <value><see cref="PolicyVerdict.Deny"/> by default.</value>
    public PolicyVerdict Otherwise { get; set; } = PolicyVerdict.Deny;

    /// <summary>The word for it in the log.</summary>
    /// <value>By default <c>rule_not_met</c>.</value>
    public string Code { get; set; } = "rule_not_met";

    /// <summary>The sentence for it, for models and approvers.</summary>
    public string? Message { get; set; }

    /// <summary>Roles to ask, when it asks people.</summary>
    /// <value>Empty by default: those of <see cref="ApprovalOptions"/>.</value>
    public IList<string> Groups { get; } = [];

    /// <summary>How many must agree; null leaves it to <see cref="ApprovalOptions"/>.</summary>
    public int? Quorum { get; set; }
}
