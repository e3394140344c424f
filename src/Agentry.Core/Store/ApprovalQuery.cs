namespace Agentry;

/// <summary>Selects what waits for people, of one tenant; a null member does not restrict.</summary>
public sealed record ApprovalQuery
{
    /// <summary>The tenant.</summary>
    /// <value>The default tenant.</value>
    public string Tenant { get; init; } = "";

    /// <summary>Only this one.</summary>
    public string? Id { get; init; }

    /// <summary>Only what one of these roles may decide. What names no role, everybody may.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Only of this agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Only of this run.</summary>
    public RunId? Run { get; init; }

    /// <summary>Only calls of this tool.</summary>
    public string? Tool { get; init; }

    /// <summary>Only of this kind.</summary>
    public ApprovalKind? Kind { get; init; }

    /// <summary>Only in this state.</summary>
    /// <value><see cref="ApprovalStatus.Pending"/> by default; null is every state.</value>
    public ApprovalStatus? Status { get; init; } = ApprovalStatus.Pending;

    /// <summary>Only what was asked before this time: what has waited too long.</summary>
    public DateTimeOffset? RequestedBefore { get; init; }

    /// <summary>At most this many, what has waited longest first.</summary>
    /// <value>100 by default.</value>
    public int Take { get; init; } = 100;
}
