using System.Globalization;
using System.Text;

namespace Agentry;

/// <summary>What waits for people.</summary>
internal static class ApprovalList
{
    public static IReadOnlyList<ApprovalRecord> Read(SqliteDatabase database, ApprovalQuery query)
    {
        using PreparedStatement statement = database.Use(Sql(query)).Bind(query.Tenant);
        foreach (string? value in (string?[])[query.Id, query.Agent, query.Run?.Value, query.Tool])
        {
            if (value is not null)
                statement.Bind(value);
        }

        if (query.RequestedBefore is { } before)
            statement.Bind(StoredTime.From(before));
        foreach (string group in query.Groups ?? [])
            statement.Bind(Pack([group]));
        statement.Bind(Math.Max(query.Take, 0));
        List<ApprovalRecord> found = [];
        while (statement.Step())
            found.Add(new ApprovalRecord(new RunKey(query.Tenant, new RunId(statement.Text(0))), Entry(statement)));
        return found;
    }

    /// <summary>The groups as text in which each can be found whole. What holds a line feed is no name of a group.</summary>
    public static string Pack(IReadOnlyList<string> groups) =>
        groups.Count == 0 ? "" : $"\n{string.Join('\n', groups.Select(g => g.Replace('\n', ' ')))}\n";

    /// <summary>The text of the query; conditions in the order in which they are bound.</summary>
    public static string Sql(ApprovalQuery query)
    {
        var sql = new StringBuilder("""
            SELECT r.run_id, a.id, a.kind, a.root_run, a.agent, a.call_id, a.tool, a.risk, a.requester, a.groups, a.status, a.requested_at, a.deadline, a.changed_at
            FROM approval a JOIN run r ON a.run = r.id WHERE a.tenant = ?
            """);

        // Said as a number, so that SQLite sees that the index of what is pending holds all of them.
        if (query.Status is { } status)
            sql.Append(CultureInfo.InvariantCulture, $" AND a.status = {(int)status}");
        if (query.Kind is { } kind)
            sql.Append(CultureInfo.InvariantCulture, $" AND a.kind = {(int)kind}");
        AndIf(sql, query.Id is not null, "a.id = ?");
        AndIf(sql, query.Agent is not null, "a.agent = ?");
        AndIf(sql, query.Run is not null, "r.run_id = ?");
        AndIf(sql, query.Tool is not null, "a.tool = ?");
        AndIf(sql, query.RequestedBefore is not null, "a.requested_at < ?");
        if (query.Groups is { } groups)
            sql.Append(" AND (a.groups = ''").Insert(sql.Length, " OR instr(a.groups, ?) > 0", groups.Count).Append(')');
        return sql.Append(" ORDER BY a.requested_at, a.run, a.id LIMIT ?").ToString();
    }

    private static ApprovalEntry Entry(PreparedStatement row) => new()
    {
        Id = row.Text(1),
        Kind = (ApprovalKind)row.Number(2),
        RootRun = row.TextOrNull(3),
        Agent = row.Text(4),
        CallId = row.Text(5),
        Tool = row.Text(6),
        Risk = (RiskTier)row.Number(7),
        Requester = row.Text(8),
        Groups = row.Text(9).Split('\n', StringSplitOptions.RemoveEmptyEntries),
        Status = (ApprovalStatus)row.Number(10),
        RequestedAt = StoredTime.To(row.Number(11)),
        Deadline = row.NumberOrNull(12) is { } deadline ? StoredTime.To(deadline) : null,
        ChangedAt = StoredTime.To(row.Number(13)),
    };

    private static void AndIf(StringBuilder sql, bool isWanted, string condition)
    {
        if (isWanted)
            sql.Append(" AND ").Append(condition);
    }
}
