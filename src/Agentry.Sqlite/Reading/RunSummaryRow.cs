namespace Agentry;

/// <summary>A run's summary as a row.</summary>
internal static class RunSummaryRow
{
    /// <summary>The columns that <see cref="Read"/> reads, of a table named r.</summary>
    public const string Select = """
        r.tenant, r.run_id, r.agent, r.status, r.reason_code, r.reason_message, r.subject, r.conversation, r.parent, r.idempotency_key,
        r.request_hash, r.started_at, r.updated_at, r.wake_at, r.sequence, r.turns, r.tool_calls, r.tokens
        """;

    /// <summary>How many they are: the place of the first column after them.</summary>
    public const int Columns = 18;

    public static RunSummary Read(PreparedStatement row) => new()
    {
        Run = new RunKey(row.Text(0), new RunId(row.Text(1))),
        Agent = row.Text(2),
        Status = (RunStatus)row.Number(3),
        Reason = row.TextOrNull(4) is { } code ? new RunReason(code, row.Text(5)) : null,
        Subject = row.Text(6),
        ConversationId = row.TextOrNull(7),
        ParentRun = row.TextOrNull(8),
        IdempotencyKey = row.TextOrNull(9),
        RequestHash = row.HexOrNull(10),
        StartedAt = StoredTime.To(row.Number(11)),
        UpdatedAt = StoredTime.To(row.Number(12)),
        WakeAt = row.NumberOrNull(13) is { } wakeAt ? StoredTime.To(wakeAt) : null,
        Sequence = row.Number(14),
        Turns = (int)row.Number(15),
        ToolCalls = (int)row.Number(16),
        Tokens = row.Number(17),
    };
}
