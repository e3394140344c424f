namespace Agentry;

/// <summary>Selects ledger entries of one tenant; a null member does not restrict.</summary>
public sealed record LedgerQuery
{
    /// <summary>The tenant.</summary>
    /// <value>The default tenant.</value>
    public string Tenant { get; init; } = "";

    /// <summary>Only this idempotency key.</summary>
    public string? Key { get; init; }

    /// <summary>Only calls of this run.</summary>
    public RunId? Run { get; init; }

    /// <summary>Only calls of this tool.</summary>
    public string? Tool { get; init; }

    /// <summary>Only entries that ended so.</summary>
    public ToolOutcomeKind? Outcome { get; init; }

    /// <summary>Only intents without an outcome.</summary>
    public bool OnlyOpen { get; init; }

    /// <summary>At most this many, the latest change first.</summary>
    /// <value>100 by default.</value>
    public int Take { get; init; } = 100;
}
