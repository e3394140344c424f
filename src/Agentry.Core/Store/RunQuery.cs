namespace Agentry;

/// <summary>Selects runs of one tenant; a null member does not restrict.</summary>
public sealed record RunQuery
{
    /// <summary>The tenant whose runs are read; runs of others are never returned.</summary>
    /// <value>The default tenant.</value>
    public string Tenant { get; init; } = "";

    /// <summary>Only runs of this agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Only runs with this status.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>Only runs of this conversation.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Only runs that this caller asked for.</summary>
    public string? Subject { get; init; }

    /// <summary>Only child runs of this run.</summary>
    public string? ParentRun { get; init; }

    /// <summary>Only runs started at or after this time.</summary>
    public DateTimeOffset? StartedFrom { get; init; }

    /// <summary>Only runs started before this time.</summary>
    public DateTimeOffset? StartedBefore { get; init; }

    /// <summary>Only runs that a list shows after this one: the next page. Empty when the tenant has no such run.</summary>
    public RunId? After { get; init; }

    /// <summary>At most this many, the newest first.</summary>
    /// <value>100 by default.</value>
    public int Take { get; init; } = 100;
}
