namespace Agentry;

/// <summary>Idempotency keys and conversations: what a new run takes, and what a pruned one leaves.</summary>
internal static class CreationIndexes
{
    /// <summary>Takes key and conversation for a new run, both or none.</summary>
    public static CommitResult Take(SqliteDatabase database, StoreCommit creation, long now)
    {
        RunSummary summary = creation.Summary;
        (string tenant, string run) = (creation.Run.Tenant, creation.Run.RunId.Value);
        if (summary.IdempotencyKey is { } wanted && FindKey(database, tenant, summary.Agent, wanted, now) is { IsExpired: false } holder
            && holder.Run != creation.TakesKeyFrom)
        {
            return new CommitResult(CommitOutcome.Refused, RunReasonCodes.KeyInFlight, holder.Run);
        }

        if (summary.ConversationId is { } conversation)
        {
            ConversationHead head = Head(database, tenant, conversation);
            if (head.Busy is { } busy)
                return new CommitResult(CommitOutcome.Refused, RunReasonCodes.ConversationBusy, busy);
            if (head.Last != creation.PreviousRun)
                return new CommitResult(CommitOutcome.Refused, RunReasonCodes.ConversationMoved, head.Last);
            database.Use("INSERT OR REPLACE INTO conversation (tenant, id, last_run, busy_run) VALUES (?, ?, ?, ?)")
                .Bind(tenant).Bind(conversation).Bind(run).Bind(summary.Status.IsTerminal() ? null : run).Run();
        }

        if (summary.IdempotencyKey is { } key)
        {
            database.Use("INSERT OR REPLACE INTO idempotency_key (tenant, agent, key, run_id, request_hash, expires_at) VALUES (?, ?, ?, ?, ?, ?)")
                .Bind(tenant).Bind(summary.Agent).Bind(key).Bind(run).BindHex(summary.RequestHash)
                .Bind(creation.KeyLifetime is { } lifetime ? StoredTime.After(now, lifetime) : null).Run();
        }

        return CommitResult.Committed;
    }

    public static KeyHolder? FindKey(SqliteDatabase database, string tenant, string agent, string key, long now)
    {
        using PreparedStatement statement = database
            .Use("SELECT run_id, request_hash, expires_at FROM idempotency_key WHERE tenant = ? AND agent = ? AND key = ?")
            .Bind(tenant).Bind(agent).Bind(key);
        return statement.Step()
            ? new KeyHolder(new RunId(statement.Text(0)), statement.HexOrNull(1), statement.NumberOrNull(2) <= now)
            : null;
    }

    public static ConversationHead Head(SqliteDatabase database, string tenant, string conversation)
    {
        using PreparedStatement statement = database
            .Use("SELECT last_run, busy_run FROM conversation WHERE tenant = ? AND id = ?").Bind(tenant).Bind(conversation);
        return statement.Step()
            ? new ConversationHead(new RunId(statement.Text(0)), statement.TextOrNull(1) is { } busy ? new RunId(busy) : null)
            : default;
    }

    /// <summary>The run was pruned: its key may be taken again, its conversation begins anew unless others came after it.</summary>
    public static void Forget(SqliteDatabase database, RunSummary summary)
    {
        (string tenant, string run) = (summary.Run.Tenant, summary.Run.RunId.Value);
        if (summary.IdempotencyKey is { } key)
        {
            database.Use("UPDATE idempotency_key SET expires_at = ? WHERE tenant = ? AND agent = ? AND key = ? AND run_id = ?")
                .Bind(long.MinValue).Bind(tenant).Bind(summary.Agent).Bind(key).Bind(run).Run();
        }

        if (summary.ConversationId is { } conversation)
            database.Use("DELETE FROM conversation WHERE tenant = ? AND id = ? AND last_run = ?").Bind(tenant).Bind(conversation).Bind(run).Run();
    }
}
