namespace Agentry.Testing;

/// <summary>What a store keeps beside the log, written with it: conversations, idempotency keys with a lifetime, the ledger, tenants, pages.</summary>
internal static class ProjectionChecks
{
    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Conversation_RunsCome_HeadFollows), Conversation_RunsCome_HeadFollows),
        new(nameof(Create_AfterAnotherRunThanTheLast_IsRefused), Create_AfterAnotherRunThanTheLast_IsRefused),
        new(nameof(Key_Expired_MayBeTakenAgain), Key_Expired_MayBeTakenAgain),
        new(nameof(Key_TakenFromItsHolder_IsTheNewRunsAndNobodyElsesTwice), Key_TakenFromItsHolder_IsTheNewRunsAndNobodyElsesTwice),
        new(nameof(Ledger_OfACommit_IsReadByEveryMemberOfTheQuery), Ledger_OfACommit_IsReadByEveryMemberOfTheQuery),
        new(nameof(Ledger_OfARefusedCommit_IsNotWritten), Ledger_OfARefusedCommit_IsNotWritten),
        new(nameof(Tenants_WithRuns_AreListed), Tenants_WithRuns_AreListed),
        new(nameof(List_After_IsTheNextPage), List_After_IsTheNextPage),
        new(nameof(Summary_EveryMember_IsReadBack), Summary_EveryMember_IsReadBack),
    ];

    private static async Task Conversation_RunsCome_HeadFollows(RunStore store, CancellationToken cancellationToken)
    {
        await ExpectHeadAsync(store, "t", new ConversationHead(null, null)).ConfigureAwait(false);
        var first = new StoreSubject(store, "r1", "t") { ConversationId = "c", StartedAt = StoreSubject.Noon };
        await first.WriteAsync().ConfigureAwait(false);
        await ExpectHeadAsync(store, "t", new ConversationHead(first.Key.RunId, first.Key.RunId)).ConfigureAwait(false);
        await first.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await ExpectHeadAsync(store, "t", new ConversationHead(first.Key.RunId, null)).ConfigureAwait(false);

        // The order of creation counts, whatever the clocks of the writers say.
        var second = new StoreSubject(store, "r2", "t") { ConversationId = "c", StartedAt = StoreSubject.Noon.AddDays(-1) };
        await second.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await ExpectHeadAsync(store, "t", new ConversationHead(second.Key.RunId, null)).ConfigureAwait(false);
        await ExpectHeadAsync(store, "", new ConversationHead(null, null)).ConfigureAwait(false);
    }

    private static async Task Create_AfterAnotherRunThanTheLast_IsRefused(RunStore store, CancellationToken cancellationToken)
    {
        var first = new StoreSubject(store, "r1") { ConversationId = "c" };
        await first.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        StoreCommit unaware = new StoreSubject(store, "r2") { ConversationId = "c" }.Commit();
        CommitResult result = await store.CommitAsync(unaware, cancellationToken).ConfigureAwait(false);
        Expect.Equal(CommitOutcome.Refused, result.Outcome, "a run that does not know the conversation's last");
        Expect.Equal(RunReasonCodes.ConversationMoved, result.Reason, "the reason");
        Expect.Equal(null, await store.GetAsync(unaware.Run, cancellationToken).ConfigureAwait(false), "the refused run");
        StoreCommit ghost = new StoreSubject(store, "r3") { ConversationId = "new" }.Commit() with { PreviousRun = first.Key.RunId };
        result = await store.CommitAsync(ghost, cancellationToken).ConfigureAwait(false);
        Expect.Equal(RunReasonCodes.ConversationMoved, result.Reason, "a run that continues what is not there");
        await new StoreSubject(store, "r4") { ConversationId = "c" }.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Key_Expired_MayBeTakenAgain(RunStore store, CancellationToken cancellationToken)
    {
        var first = new StoreSubject(store, "r1") { IdempotencyKey = "k" };
        StoreCommit commit = first.Commit(status: RunStatus.Completed) with { KeyLifetime = TimeSpan.Zero };
        await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        KeyHolder? holder = await store.FindKeyAsync("", "agent", "k", cancellationToken).ConfigureAwait(false);
        Expect.Equal(new KeyHolder(first.Key.RunId, "request-hash", IsExpired: true), holder, "the holder of an expired key");
        var second = new StoreSubject(store, "r2") { IdempotencyKey = "k" };
        commit = second.Commit() with { KeyLifetime = TimeSpan.FromDays(1) };
        Expect.Equal(CommitOutcome.Committed, (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false)).Outcome, "a run under the expired key");
        holder = await store.FindKeyAsync("", "agent", "k", cancellationToken).ConfigureAwait(false);
        Expect.Equal(new KeyHolder(second.Key.RunId, "request-hash", IsExpired: false), holder, "the holder now");
        var third = new StoreSubject(store, "r3") { IdempotencyKey = "k" };
        CommitResult refused = await third.TryAsync(third.Commit(), CommitOutcome.Refused).ConfigureAwait(false);
        Expect.Equal(second.Key.RunId, refused.ConflictingRun, "the run that has the key");
    }

    private static async Task Key_TakenFromItsHolder_IsTheNewRunsAndNobodyElsesTwice(RunStore store, CancellationToken cancellationToken)
    {
        var first = new StoreSubject(store, "r1") { IdempotencyKey = "k" };
        await first.WriteAsync(status: RunStatus.Failed).ConfigureAwait(false);
        var wrong = new StoreSubject(store, "r2") { IdempotencyKey = "k" };
        CommitResult refused = await wrong.TryAsync(wrong.Commit() with { TakesKeyFrom = new RunId("r0") }, CommitOutcome.Refused).ConfigureAwait(false);
        Expect.Equal((RunReasonCodes.KeyInFlight, first.Key.RunId), (refused.Reason, refused.ConflictingRun), "the key was to be taken from a run that does not have it");

        StoreSubject[] takers = [.. Enumerable.Range(3, 20).Select(i => new StoreSubject(store, $"r{i}") { IdempotencyKey = "k" })];
        CommitResult[] results = await Task.WhenAll(takers.Select(t => Task.Run(
            () => store.CommitAsync(t.Commit() with { TakesKeyFrom = first.Key.RunId }, cancellationToken).AsTask(), cancellationToken))).ConfigureAwait(false);
        Expect.Equal(1, results.Count(r => r.Outcome == CommitOutcome.Committed), "runs that took the key from its holder");
        StoreSubject winner = takers[Array.FindIndex(results, r => r.Outcome == CommitOutcome.Committed)];
        Expect.True(
            results.All(r => r.Outcome == CommitOutcome.Committed || r.ConflictingRun == winner.Key.RunId), "the others are told who has it now");
        KeyHolder? holder = await store.FindKeyAsync("", "agent", "k", cancellationToken).ConfigureAwait(false);
        Expect.Equal(new KeyHolder(winner.Key.RunId, "request-hash", IsExpired: false), holder, "the holder now");
        RunSummary? old = await store.GetAsync(first.Key, cancellationToken).ConfigureAwait(false);
        Expect.Equal("k", old?.IdempotencyKey, "the key in the summary of the run that had it");

        // Forgetting the one that had it takes nothing from the one that has it.
        await store.PruneAsync(new RunPrune { EndedBefore = StoreSubject.Noon.AddDays(1) }, cancellationToken).ConfigureAwait(false);
        Expect.Equal(holder, await store.FindKeyAsync("", "agent", "k", cancellationToken).ConfigureAwait(false), "the holder after the earlier run was pruned");
    }

    private static async Task Ledger_OfACommit_IsReadByEveryMemberOfTheQuery(RunStore store, CancellationToken cancellationToken)
    {
        DateTimeOffset at = StoreSubject.Noon;
        var pay = new LedgerEntry("k1", "c1", "pay", ToolEffect.Keyed, null, at);
        var mail = new LedgerEntry("k2", "c2", "mail", ToolEffect.NonIdempotent, null, at.AddSeconds(1));
        var first = new StoreSubject(store, "r1", "t");
        await store.CommitAsync(first.Commit() with { Ledger = [pay, mail] }, cancellationToken).ConfigureAwait(false);
        LedgerEntry paid = pay with { Outcome = ToolOutcomeKind.Succeeded, ChangedAt = at.AddSeconds(2) };
        await store.CommitAsync(first.Commit(expected: 1) with { Ledger = [paid] }, cancellationToken).ConfigureAwait(false);
        var second = new StoreSubject(store, "r2", "t");
        LedgerEntry lost = new("k3", "c1", "pay", ToolEffect.Keyed, ToolOutcomeKind.Unknown, at.AddSeconds(3));
        await store.CommitAsync(second.Commit() with { Ledger = [lost] }, cancellationToken).ConfigureAwait(false);

        await ExpectAsync(new LedgerQuery { Tenant = "t" }, (second, lost), (first, paid), (first, mail)).ConfigureAwait(false);
        await ExpectAsync(new LedgerQuery { Tenant = "t", Run = first.Key.RunId }, (first, paid), (first, mail)).ConfigureAwait(false);
        await ExpectAsync(new LedgerQuery { Tenant = "t", Tool = "pay" }, (second, lost), (first, paid)).ConfigureAwait(false);
        await ExpectAsync(new LedgerQuery { Tenant = "t", Outcome = ToolOutcomeKind.Unknown }, (second, lost)).ConfigureAwait(false);
        await ExpectAsync(new LedgerQuery { Tenant = "t", OnlyOpen = true }, (first, mail)).ConfigureAwait(false);
        await ExpectAsync(new LedgerQuery { Tenant = "t", Key = "k2" }, (first, mail)).ConfigureAwait(false);
        await ExpectAsync(new LedgerQuery { Tenant = "t", Take = 1 }, (second, lost)).ConfigureAwait(false);
        await ExpectAsync(new LedgerQuery()).ConfigureAwait(false);

        async Task ExpectAsync(LedgerQuery query, params (StoreSubject Run, LedgerEntry Entry)[] expected)
        {
            IReadOnlyList<LedgerRecord> found = await store.ListLedgerAsync(query, cancellationToken).ConfigureAwait(false);
            Expect.Sequence(expected.Select(e => new LedgerRecord(e.Run.Key, e.Entry)), found, $"the ledger by {query}");
        }
    }

    private static async Task Ledger_OfARefusedCommit_IsNotWritten(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        var entry = new LedgerEntry("k1", "c1", "pay", ToolEffect.Keyed, null, StoreSubject.Noon);
        await store.CommitAsync(run.Commit() with { Ledger = [entry], Epoch = 9 }, cancellationToken).ConfigureAwait(false);
        await store.CommitAsync(run.Commit(expected: 9) with { Ledger = [entry] }, cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, (await store.ListLedgerAsync(new LedgerQuery(), cancellationToken).ConfigureAwait(false)).Count, "ledger entries of commits that were not written");
    }

    private static async Task Tenants_WithRuns_AreListed(RunStore store, CancellationToken cancellationToken)
    {
        foreach (string tenant in (string[])["b", "", "a", "B"])
            await new StoreSubject(store, "r1", tenant).WriteAsync().ConfigureAwait(false);
        await new StoreSubject(store, "r2", "a").WriteAsync().ConfigureAwait(false);
        Expect.Sequence(["", "B", "a", "b"], await store.ListTenantsAsync(cancellationToken).ConfigureAwait(false), "the tenants");
    }

    private static async Task List_After_IsTheNextPage(RunStore store, CancellationToken cancellationToken)
    {
        // Three started at the same time.
        foreach ((string id, int minute) in ((string, int)[])[("r1", 1), ("r2", 2), ("r3", 2), ("r4", 2), ("r5", 3)])
            await new StoreSubject(store, id) { StartedAt = StoreSubject.Noon.AddMinutes(minute) }.WriteAsync().ConfigureAwait(false);
        List<string> seen = [];
        RunId? after = null;
        while ((await store.ListAsync(new RunQuery { After = after, Take = 2 }, cancellationToken).ConfigureAwait(false)) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(s => s.Run.RunId.Value));
            after = page[^1].Run.RunId;
        }

        Expect.Sequence(["r5", "r4", "r3", "r2", "r1"], seen, "the pages together");
        var unknown = new RunQuery { After = new RunId("nobody") };
        Expect.Equal(0, (await store.ListAsync(unknown, cancellationToken).ConfigureAwait(false)).Count, "runs after one that is not there");
    }

    private static async Task Summary_EveryMember_IsReadBack(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1", "t") { ConversationId = "c", IdempotencyKey = "k", ParentRun = "p" };
        StoreCommit commit = run.Commit();
        commit = commit with
        {
            Summary = commit.Summary with
            {
                Status = RunStatus.Suspended,
                Reason = new RunReason("code", "A sentence."),
                WakeAt = StoreSubject.Noon.AddHours(1),
                UpdatedAt = StoreSubject.Noon.AddTicks(12_345_670),
            },
        };
        await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        Expect.Equal(commit.Summary, await store.GetAsync(run.Key, cancellationToken).ConfigureAwait(false), "the summary");
    }

    private static async Task ExpectHeadAsync(RunStore store, string tenant, ConversationHead expected) =>
        Expect.Equal(expected, await store.GetConversationAsync(tenant, "c").ConfigureAwait(false), $"the head of the conversation of tenant '{tenant}'");
}
