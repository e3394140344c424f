using System.Globalization;
using System.Text;

namespace Agentry;

/// <summary>Lists of runs and of ledger entries: the same few conditions in any combination.</summary>
internal static class RunList
{
    public static IReadOnlyList<RunSummary> Runs(SqliteDatabase database, RunQuery query)
    {
        (long StartedAt, long Id)? after = null;
        if (query.After is { } last)
        {
            using PreparedStatement found = database.Use("SELECT started_at, id FROM run WHERE tenant = ? AND run_id = ?").Bind(query.Tenant).Bind(last.Value);
            if (!found.Step())
                return [];
            after = (found.Number(0), found.Number(1));
        }

        using PreparedStatement statement = database.Use(RunsSql(query)).Bind(query.Tenant);
        BindIf(statement, query.Agent);
        BindIf(statement, query.ConversationId);
        BindIf(statement, query.Subject);
        BindIf(statement, query.ParentRun);
        if (query.StartedFrom is { } from)
            statement.Bind(StoredTime.From(from));
        if (query.StartedBefore is { } before)
            statement.Bind(StoredTime.From(before));
        if (after is { } page)
            statement.Bind(page.StartedAt).Bind(page.Id);
        statement.Bind(Math.Max(query.Take, 0));
        List<RunSummary> runs = [];
        while (statement.Step())
            runs.Add(RunSummaryRow.Read(statement));
        return runs;
    }

    public static IReadOnlyList<LedgerRecord> Ledger(SqliteDatabase database, LedgerQuery query)
    {
        using PreparedStatement statement = database.Use(LedgerSql(query)).Bind(query.Tenant);
        if (query.Key is not null)
            statement.BindHex(query.Key);
        BindIf(statement, query.Run?.Value);
        BindIf(statement, query.Tool);
        if (query.Outcome is { } outcome)
            statement.Bind((long)outcome);
        statement.Bind(Math.Max(query.Take, 0));
        List<LedgerRecord> records = [];
        while (statement.Step())
        {
            records.Add(new LedgerRecord(
                new RunKey(query.Tenant, new RunId(statement.Text(0))),
                new LedgerEntry(
                    statement.Hex(1),
                    statement.Text(2),
                    statement.Text(3),
                    (ToolEffect)statement.Number(4),
                    (ToolOutcomeKind?)statement.NumberOrNull(5),
                    StoredTime.To(statement.Number(6)))));
        }

        return records;
    }

    /// <summary>The text of the query; conditions in the order in which they are bound.</summary>
    public static string RunsSql(RunQuery query)
    {
        var sql = new StringBuilder($"SELECT {RunSummaryRow.Select} FROM run r WHERE r.tenant = ?");

        // Said as a number, and that it is not over: so SQLite sees that the index of open runs holds all of them.
        if (query.Status is { } status)
            sql.Append(CultureInfo.InvariantCulture, $" AND r.status = {(int)status}").Append(status.IsTerminal() ? "" : " AND r.status < 3");
        AndIf(sql, query.Agent is not null, "r.agent = ?");
        AndIf(sql, query.ConversationId is not null, "r.conversation = ?");
        AndIf(sql, query.Subject is not null, "r.subject = ?");
        AndIf(sql, query.ParentRun is not null, "r.parent = ?");
        AndIf(sql, query.StartedFrom is not null, "r.started_at >= ?");
        AndIf(sql, query.StartedBefore is not null, "r.started_at < ?");
        AndIf(sql, query.After is not null, "(r.started_at, r.id) < (?, ?)");
        return sql.Append(" ORDER BY r.started_at DESC, r.id DESC LIMIT ?").ToString();
    }

    public static string LedgerSql(LedgerQuery query)
    {
        var sql = new StringBuilder(
            "SELECT r.run_id, l.key, l.call_id, l.tool, l.effect, l.outcome, l.changed_at FROM ledger l JOIN run r ON l.run = r.id WHERE r.tenant = ?");
        AndIf(sql, query.Key is not null, "l.key = ?");
        AndIf(sql, query.Run is not null, "r.run_id = ?");
        AndIf(sql, query.Tool is not null, "l.tool = ?");
        AndIf(sql, query.Outcome is not null, "l.outcome = ?");
        AndIf(sql, query.OnlyOpen, "l.outcome IS NULL");
        return sql.Append(" ORDER BY l.changed_at DESC, l.run DESC, l.position LIMIT ?").ToString();
    }

    private static void AndIf(StringBuilder sql, bool isWanted, string condition)
    {
        if (isWanted)
            sql.Append(" AND ").Append(condition);
    }

    private static void BindIf(PreparedStatement statement, string? value)
    {
        if (value is not null)
            statement.Bind(value);
    }
}
