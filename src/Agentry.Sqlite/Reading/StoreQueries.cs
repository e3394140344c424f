namespace Agentry;

/// <summary>The queries whose plans matter: each must find its rows by an index, however many runs the file holds.</summary>
internal static class StoreQueries
{
    /// <summary>Runs that need a worker and have none, those that have waited longest first. Three times: now.</summary>
    public const string Claimable = $"""
        SELECT {RunSummaryRow.Select}, r.id, r.epoch, r.claims FROM run r
        WHERE r.id IN (
                SELECT id FROM run WHERE status = 0
                UNION ALL SELECT id FROM run WHERE wake_at <= ? AND status IN (1, 2)
                UNION ALL SELECT id FROM run WHERE mailbox > 0 AND status IN (1, 2))
            AND (r.owner IS NULL OR r.lease_until <= ?) AND r.not_before <= ?
        ORDER BY r.updated_at, r.id
        """;

    /// <summary>Runs that are over, the oldest first. Parameters: before, tenant or null, how many.</summary>
    public const string Prunable = $"""
        SELECT {RunSummaryRow.Select}, r.id FROM run r
        WHERE r.status > 2 AND r.updated_at < ?1 AND (?2 IS NULL OR r.tenant = ?2)
            AND NOT EXISTS (SELECT 1 FROM run p WHERE p.tenant = r.tenant AND p.run_id = r.parent AND p.status < 3)
        ORDER BY r.updated_at, r.id LIMIT ?3
        """;

    /// <summary>Each step jumps to the next tenant of the index, instead of passing all runs.</summary>
    public const string Tenants = """
        WITH RECURSIVE found (tenant) AS (
            SELECT min(tenant) FROM run
            UNION ALL SELECT (SELECT min(r.tenant) FROM run r WHERE r.tenant > f.tenant) FROM found f WHERE f.tenant IS NOT NULL)
        SELECT tenant FROM found WHERE tenant IS NOT NULL
        """;

    public const string Signalled = "SELECT tenant, run_id FROM run WHERE mailbox > 0 AND owner = ? AND status < 3";

    public const string Signals = """
        SELECT s.id, s.kind, s.actor, s.body FROM signal s JOIN run r ON s.run = r.id
        WHERE r.tenant = ? AND r.run_id = ? AND s.position IS NOT NULL ORDER BY s.position
        """;

    public const string Summary = $"SELECT {RunSummaryRow.Select} FROM run r WHERE r.tenant = ? AND r.run_id = ?";

    public const string Status = "SELECT status FROM run WHERE tenant = ? AND run_id = ?";

    public const string Events = """
        SELECT e.sequence, e.payload, e.hash FROM event e
        WHERE e.run = (SELECT id FROM run WHERE tenant = ? AND run_id = ?) AND e.sequence >= ? ORDER BY e.sequence LIMIT ?
        """;

    public const string Blob = "SELECT content FROM blob WHERE address = ? AND tenant = ?";

    public const string Account = "SELECT spent, reserved, since FROM account WHERE tenant = ? AND name = ? AND kind = ?";

    /// <summary>Open claims that stand in nobody's way: of runs at work whose worker is gone. The plus keeps to the index of runs at work, not of all of a tenant. Parameters: tenant, now, the run that asks.</summary>
    public const string DeadHolders = """
        SELECT held FROM run
        WHERE +tenant = ? AND status = 0 AND (owner IS NULL OR lease_until <= ?) AND id <> ? AND held IS NOT NULL
        """;

    /// <summary>What a window counts, the oldest first. Parameters: tenant, name, kind, since when.</summary>
    public const string Taken = "SELECT at, amount FROM account_taken WHERE tenant = ? AND name = ? AND kind = ? AND at > ? ORDER BY at";

    /// <summary>The claims of a run, packed. Parameters: tenant, run.</summary>
    public const string Claims = "SELECT held FROM run WHERE tenant = ? AND run_id = ?";
}
