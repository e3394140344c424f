namespace Agentry;

/// <summary>Writes commits: conditions first, then everything they carry.</summary>
internal static class CommitWrite
{
    public static CommitResult Write(SqliteDatabase database, StoreCommit commit, long now)
    {
        RunRow? known = RunRow.Find(database, commit.Run);
        if (commit.ExpectedSequence == 0)
            return known is null ? Create(database, commit, now) : new CommitResult(CommitOutcome.Stale);
        if (known is not { } run)
            return new CommitResult(CommitOutcome.Stale);
        if (commit.Epoch != run.Epoch)
            return new CommitResult(CommitOutcome.Fenced);
        if (commit.ExpectedSequence != run.Sequence)
            return new CommitResult(CommitOutcome.Stale);
        byte[]? held = run.Held;
        IReadOnlyList<ClaimRefusal> refused = ClaimWrite.Write(database, commit, run.Id, ref held, now);
        Update(database, commit, run, held, now);
        Add(database, commit, run.Id);
        AddApprovals(database, commit, run.Id);
        Consume(database, commit.ConsumedSignals, run.Id);
        if (commit.Summary.Status.IsTerminal() && commit.Summary.ConversationId is { } conversation)
        {
            database.Use("UPDATE conversation SET busy_run = NULL WHERE tenant = ? AND id = ? AND busy_run = ?")
                .Bind(commit.Run.Tenant).Bind(conversation).Bind(commit.Run.RunId.Value).Run();
        }

        return CommitResult.Committed with { RefusedClaims = refused };
    }

    private static CommitResult Create(SqliteDatabase database, StoreCommit commit, long now)
    {
        CommitResult claimed = CreationIndexes.Take(database, commit, now);
        if (claimed.Outcome != CommitOutcome.Committed)
            return claimed;
        RunSummary s = commit.Summary;
        bool isHeld = s.Status == RunStatus.Running;
        using (PreparedStatement insert = database.Use("""
            INSERT INTO run (tenant, run_id, agent, subject, conversation, parent, idempotency_key, request_hash, started_at, updated_at,
                status, reason_code, reason_message, wake_at, sequence, turns, tool_calls, tokens, epoch, owner, lease_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            RETURNING id
            """))
        {
            insert.Bind(commit.Run.Tenant).Bind(commit.Run.RunId.Value).Bind(s.Agent).Bind(s.Subject).Bind(s.ConversationId).Bind(s.ParentRun)
                .Bind(s.IdempotencyKey).BindHex(s.RequestHash).Bind(StoredTime.From(s.StartedAt)).Bind(StoredTime.From(s.UpdatedAt))
                .Bind((long)s.Status).Bind(s.Reason?.Code).Bind(s.Reason?.Message).Bind(StoredTime.From(s.WakeAt))
                .Bind(commit.Events.Count).Bind(s.Turns).Bind(s.ToolCalls).Bind(s.Tokens)
                .Bind(commit.Epoch).Bind(isHeld ? commit.Lease.Owner : null).Bind(isHeld ? StoredTime.After(now, commit.Lease.Duration) : 0L).Step();
            long run = insert.Number(0);
            insert.Step();
            Add(database, commit, run);
            AddApprovals(database, commit, run);
            byte[]? held = null;
            IReadOnlyList<ClaimRefusal> refused = ClaimWrite.Write(database, commit, run, ref held, now);
            if (held is not null)
                database.Use("UPDATE run SET held = ? WHERE id = ?").Bind(held).Bind(run).Run();
            return CommitResult.Committed with { RefusedClaims = refused };
        }
    }

    private static void Update(SqliteDatabase database, StoreCommit commit, RunRow run, byte[]? held, long now)
    {
        RunSummary s = commit.Summary;
        bool isHeld = s.Status == RunStatus.Running;

        // The status stands in indexes, which SQLite writes anew when it is set to what it was: a step that changes no status does not name it.
        const string Step = """
            UPDATE run SET updated_at = ?, reason_code = ?, reason_message = ?, wake_at = ?, sequence = ?, turns = ?, tool_calls = ?, tokens = ?,
                owner = ?, lease_until = ?, claims = CASE ? WHEN 1 THEN 0 ELSE claims END, held = ?
            WHERE id = ?
            """;
        const string StepAndStatus = """
            UPDATE run SET updated_at = ?, reason_code = ?, reason_message = ?, wake_at = ?, sequence = ?, turns = ?, tool_calls = ?, tokens = ?,
                owner = ?, lease_until = ?, claims = CASE ? WHEN 1 THEN 0 ELSE claims END, held = ?, status = ?
            WHERE id = ?
            """;
        PreparedStatement update = database.Use(s.Status == run.Status ? Step : StepAndStatus)
            .Bind(StoredTime.From(s.UpdatedAt)).Bind(s.Reason?.Code).Bind(s.Reason?.Message).Bind(StoredTime.From(s.WakeAt))
            .Bind(commit.ExpectedSequence + commit.Events.Count).Bind(s.Turns).Bind(s.ToolCalls).Bind(s.Tokens)
            .Bind(isHeld ? commit.Lease.Owner : null).Bind(isHeld ? StoredTime.After(now, commit.Lease.Duration) : 0L).Bind(commit.IsProgress ? 1L : 0L).Bind(held);
        if (s.Status != run.Status)
            update.Bind((long)s.Status);
        update.Bind(run.Id).Run();
    }

    private static void Add(SqliteDatabase database, StoreCommit commit, long run)
    {
        for (int i = 0; i < commit.Events.Count; i++)
        {
            StoredEvent e = commit.Events[i];
            database.Use("INSERT INTO event (run, sequence, payload, hash) VALUES (?, ?, ?, ?)")
                .Bind(run).Bind(e.Sequence).Bind(e.Payload.Span).Bind(e.Hash.Span).Run();
        }

        for (int i = 0; i < commit.Blobs.Count; i++)
        {
            StoredBlob blob = commit.Blobs[i];

            // Content that a second run stores, too, is from then on content of many runs: forgetting one must not take it from the other.
            database.Use("""
                INSERT INTO blob (tenant, address, run, content) VALUES (?, ?, ?, ?)
                ON CONFLICT (address, tenant) DO UPDATE SET run = NULL WHERE run IS NOT excluded.run AND run IS NOT NULL
                """).Bind(commit.Run.Tenant).BindAddress(blob.Address).Bind(blob.IsShared ? null : (long?)run).Bind(blob.SaltedContent.Span).Run();
        }

        for (int i = 0; i < commit.Ledger.Count; i++)
        {
            LedgerEntry entry = commit.Ledger[i];
            database.Use("""
                INSERT INTO ledger (run, key, position, call_id, tool, effect, outcome, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (run, key) DO UPDATE SET call_id = excluded.call_id, tool = excluded.tool, effect = excluded.effect,
                    outcome = excluded.outcome, changed_at = excluded.changed_at
                """).Bind(run).BindHex(entry.Key).Bind(commit.ExpectedSequence + i).Bind(entry.CallId).Bind(entry.Tool)
                .Bind((long)entry.Effect).Bind((long?)entry.Outcome).Bind(StoredTime.From(entry.ChangedAt)).Run();
        }
    }

    private static void AddApprovals(SqliteDatabase database, StoreCommit commit, long run)
    {
        for (int i = 0; i < commit.Approvals.Count; i++)
        {
            ApprovalEntry entry = commit.Approvals[i];
            database.Use("""
                INSERT INTO approval (run, id, kind, tenant, agent, root_run, call_id, tool, risk, requester, groups, status, requested_at, deadline, changed_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (run, id) DO UPDATE SET groups = excluded.groups, status = excluded.status, requested_at = excluded.requested_at,
                    deadline = excluded.deadline, changed_at = excluded.changed_at
                """).Bind(run).Bind(entry.Id).Bind((long)entry.Kind).Bind(commit.Run.Tenant).Bind(entry.Agent).Bind(entry.RootRun).Bind(entry.CallId).Bind(entry.Tool)
                .Bind((long)entry.Risk).Bind(entry.Requester).Bind(ApprovalList.Pack(entry.Groups)).Bind((long)entry.Status)
                .Bind(StoredTime.From(entry.RequestedAt)).Bind(StoredTime.From(entry.Deadline)).Bind(StoredTime.From(entry.ChangedAt)).Run();
        }
    }

    private static void Consume(SqliteDatabase database, IReadOnlyList<string> signals, long run)
    {
        long consumed = 0;
        for (int i = 0; i < signals.Count; i++)
        {
            consumed += database
                .Use("UPDATE signal SET position = NULL, kind = NULL, actor = NULL, body = NULL WHERE run = ? AND id = ? AND position IS NOT NULL")
                .Bind(run).Bind(signals[i]).Run();
        }

        if (consumed > 0)
            database.Use("UPDATE run SET mailbox = mailbox - ? WHERE id = ?").Bind(consumed).Bind(run).Run();
    }
}
