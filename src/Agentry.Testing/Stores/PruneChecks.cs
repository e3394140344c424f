namespace Agentry.Testing;

/// <summary>Forgetting runs: all of a run or nothing, and nothing that is still needed.</summary>
internal static class PruneChecks
{
    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Prune_RunsThatAreOver_AreForgottenWithTheirContent), Prune_RunsThatAreOver_AreForgottenWithTheirContent),
        new(nameof(Prune_RunsThatAreNotOverOrYoung_AreKept), Prune_RunsThatAreNotOverOrYoung_AreKept),
        new(nameof(Prune_ChildOfAnOpenParent_IsKept), Prune_ChildOfAnOpenParent_IsKept),
        new(nameof(Prune_Key_MayBeTakenAgainAndNamesTheRun), Prune_Key_MayBeTakenAgainAndNamesTheRun),
        new(nameof(Prune_Conversation_GoesOn), Prune_Conversation_GoesOn),
        new(nameof(Prune_Tenant_IsTheOnlyOnePruned), Prune_Tenant_IsTheOnlyOnePruned),
        new(nameof(Prune_Take_IsTheMost), Prune_Take_IsTheMost),
    ];

    private static DateTimeOffset Later => StoreSubject.Noon.AddDays(1);

    private static async Task Prune_RunsThatAreOver_AreForgottenWithTheirContent(RunStore store, CancellationToken cancellationToken)
    {
        StoredBlob own = StoreSubject.Blob("own");
        StoredBlob later = StoreSubject.Blob("later");
        StoredBlob shared = StoreSubject.Blob("shared") with { IsShared = true };
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(1, RunStatus.Running, own, shared).ConfigureAwait(false);
        var entry = new LedgerEntry("k1", "c1", "pay", ToolEffect.Keyed, null, StoreSubject.Noon);
        StoreCommit end = run.Commit(status: RunStatus.Completed) with { Ledger = [entry], Blobs = [later] };
        Expect.Equal(CommitOutcome.Committed, (await store.CommitAsync(end, cancellationToken).ConfigureAwait(false)).Outcome, "the end");
        Expect.Equal(1, await store.PruneAsync(new RunPrune { EndedBefore = Later }, cancellationToken).ConfigureAwait(false), "runs pruned");
        Expect.Equal(null, await store.GetAsync(run.Key, cancellationToken).ConfigureAwait(false), "the summary of a pruned run");
        Expect.Equal(0, await store.ReadAsync(run.Key, 1, cancellationToken).CountAsync(cancellationToken).ConfigureAwait(false), "its events");
        Expect.Equal(0, (await store.ListLedgerAsync(new LedgerQuery(), cancellationToken).ConfigureAwait(false)).Count, "its ledger entries");
        Expect.Equal(null, await store.ReadBlobAsync("", own.Address, cancellationToken).ConfigureAwait(false), "its content");
        Expect.Equal(null, await store.ReadBlobAsync("", later.Address, cancellationToken).ConfigureAwait(false), "its later content");
        Expect.True(await store.ReadBlobAsync("", shared.Address, cancellationToken).ConfigureAwait(false) is not null, "content of many runs stays");
        SignalResult signal = await store.SignalAsync(run.Key, new RunSignal("s", "note", "somebody"), cancellationToken).ConfigureAwait(false);
        Expect.Equal(SignalResult.NoSuchRun, signal, "a signal to a pruned run");
        Expect.Equal(0, await store.PruneAsync(new RunPrune { EndedBefore = Later }, cancellationToken).ConfigureAwait(false), "runs pruned again");
    }

    private static async Task Prune_RunsThatAreNotOverOrYoung_AreKept(RunStore store, CancellationToken cancellationToken)
    {
        foreach (RunStatus status in (RunStatus[])[RunStatus.Running, RunStatus.Suspended, RunStatus.AwaitingApproval])
            await new StoreSubject(store, $"r{status}").WriteAsync(status: status).ConfigureAwait(false);
        await new StoreSubject(store, "young") { StartedAt = Later }.WriteAsync(status: RunStatus.Failed).ConfigureAwait(false);
        Expect.Equal(0, await store.PruneAsync(new RunPrune { EndedBefore = Later }, cancellationToken).ConfigureAwait(false), "runs pruned");
        Expect.Equal(4, (await store.ListAsync(new RunQuery(), cancellationToken).ConfigureAwait(false)).Count, "runs kept");
    }

    private static async Task Prune_ChildOfAnOpenParent_IsKept(RunStore store, CancellationToken cancellationToken)
    {
        var parent = new StoreSubject(store, "p");
        await parent.WriteAsync(status: RunStatus.Suspended).ConfigureAwait(false);
        var child = new StoreSubject(store, "c") { ParentRun = "p" };
        await child.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        Expect.Equal(0, await store.PruneAsync(new RunPrune { EndedBefore = Later }, cancellationToken).ConfigureAwait(false), "children pruned under an open parent");
        await parent.AcquireAsync().ConfigureAwait(false);
        await parent.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        Expect.Equal(2, await store.PruneAsync(new RunPrune { EndedBefore = Later }, cancellationToken).ConfigureAwait(false), "runs pruned when the parent is over");
    }

    private static async Task Prune_Key_MayBeTakenAgainAndNamesTheRun(RunStore store, CancellationToken cancellationToken)
    {
        var first = new StoreSubject(store, "r1") { IdempotencyKey = "k" };
        await first.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await store.PruneAsync(new RunPrune { EndedBefore = Later }, cancellationToken).ConfigureAwait(false);
        KeyHolder? holder = await store.FindKeyAsync("", "agent", "k", cancellationToken).ConfigureAwait(false);
        Expect.Equal(new KeyHolder(first.Key.RunId, "request-hash", IsExpired: true), holder, "the holder of the key of a pruned run");
        await new StoreSubject(store, "r2") { IdempotencyKey = "k" }.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Prune_Conversation_GoesOn(RunStore store, CancellationToken cancellationToken)
    {
        await new StoreSubject(store, "r1") { ConversationId = "c" }.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        var second = new StoreSubject(store, "r2") { ConversationId = "c", StartedAt = Later };
        await second.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await store.PruneAsync(new RunPrune { EndedBefore = Later }, cancellationToken).ConfigureAwait(false);
        Expect.Equal(
            new ConversationHead(second.Key.RunId, null), await store.GetConversationAsync("", "c", cancellationToken).ConfigureAwait(false), "the conversation after its first run was pruned");
        await store.PruneAsync(new RunPrune { EndedBefore = Later.AddDays(1) }, cancellationToken).ConfigureAwait(false);
        Expect.Equal(default, await store.GetConversationAsync("", "c", cancellationToken).ConfigureAwait(false), "the conversation after all of it was pruned");
        await new StoreSubject(store, "r3") { ConversationId = "c" }.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Prune_Tenant_IsTheOnlyOnePruned(RunStore store, CancellationToken cancellationToken)
    {
        foreach (string tenant in (string[])["", "t", "u"])
            await new StoreSubject(store, "r1", tenant).WriteAsync(1, RunStatus.Completed, StoreSubject.Blob("content")).ConfigureAwait(false);
        Expect.Equal(1, await store.PruneAsync(new RunPrune { EndedBefore = Later, Tenant = "t" }, cancellationToken).ConfigureAwait(false), "runs of the tenant pruned");
        Expect.Sequence(["", "u"], await store.ListTenantsAsync(cancellationToken).ConfigureAwait(false), "the tenants left");
        Expect.Equal(null, await store.ReadBlobAsync("t", "address-of-content", cancellationToken).ConfigureAwait(false), "the tenant's content");
        Expect.True(await store.ReadBlobAsync("u", "address-of-content", cancellationToken).ConfigureAwait(false) is not null, "another tenant's content stays");
        Expect.Equal(2, await store.PruneAsync(new RunPrune { EndedBefore = Later }, cancellationToken).ConfigureAwait(false), "runs of every tenant pruned");
    }

    private static async Task Prune_Take_IsTheMost(RunStore store, CancellationToken cancellationToken)
    {
        for (int i = 0; i < 5; i++)
            await new StoreSubject(store, $"r{i}") { StartedAt = StoreSubject.Noon.AddMinutes(i) }.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        Expect.Equal(2, await store.PruneAsync(new RunPrune { EndedBefore = Later, Take = 2 }, cancellationToken).ConfigureAwait(false), "runs pruned");
        IReadOnlyList<RunSummary> left = await store.ListAsync(new RunQuery(), cancellationToken).ConfigureAwait(false);
        Expect.Sequence(["r4", "r3", "r2"], left.Select(s => s.Run.RunId.Value), "the oldest go first");
    }
}
