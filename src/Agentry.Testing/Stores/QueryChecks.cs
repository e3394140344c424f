namespace Agentry.Testing;

/// <summary>Look-ups and lists, each confined to its tenant.</summary>
internal static class QueryChecks
{
    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(List_EveryMemberOfTheQuery_Restricts), List_EveryMemberOfTheQuery_Restricts),
        new(nameof(List_Several_NewestFirst), List_Several_NewestFirst),
        new(nameof(List_StartedAtTheSameTime_LastCreatedFirst), List_StartedAtTheSameTime_LastCreatedFirst),
        new(nameof(List_Take_IsTheMost), List_Take_IsTheMost),
        new(nameof(List_StatusChanged_IsFoundUnderTheNewOne), List_StatusChanged_IsFoundUnderTheNewOne),
        new(nameof(FindKey_KnownAndUnknown_FindsTheRunOfTenantAndAgent), FindKey_KnownAndUnknown_FindsTheRunOfTenantAndAgent),
        new(nameof(Reads_OfAnotherTenant_FindNothing), Reads_OfAnotherTenant_FindNothing),
        new(nameof(Runs_WithOneIdInTwoTenants_AreTwoRuns), Runs_WithOneIdInTwoTenants_AreTwoRuns),
    ];

    private static async Task List_EveryMemberOfTheQuery_Restricts(RunStore store, CancellationToken cancellationToken)
    {
        DateTimeOffset noon = StoreSubject.Noon;
        await new StoreSubject(store, "r1") { Agent = "a", ConversationId = "c", Subject = "s", ParentRun = "p", StartedAt = noon }
            .WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await new StoreSubject(store, "r2") { Agent = "b", Subject = "t", StartedAt = noon.AddMinutes(1) }
            .WriteAsync(status: RunStatus.Failed).ConfigureAwait(false);
        await new StoreSubject(store, "r3") { Agent = "a", ConversationId = "d", Subject = "t", ParentRun = "q", StartedAt = noon.AddMinutes(2) }
            .WriteAsync().ConfigureAwait(false);
        await new StoreSubject(store, "r4", "other") { Agent = "a", ConversationId = "c", Subject = "s", ParentRun = "p", StartedAt = noon }
            .WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);

        await ExpectAsync(store, new RunQuery(), "r3", "r2", "r1").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Tenant = "other" }, "r4").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Tenant = "nobody" }).ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Agent = "a" }, "r3", "r1").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Status = RunStatus.Failed }, "r2").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Status = RunStatus.Running }, "r3").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { ConversationId = "c" }, "r1").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { ConversationId = "C" }).ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Subject = "t" }, "r3", "r2").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { ParentRun = "p" }, "r1").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { StartedFrom = noon.AddMinutes(1) }, "r3", "r2").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { StartedBefore = noon.AddMinutes(1) }, "r1").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { StartedFrom = noon.ToOffset(TimeSpan.FromHours(5)), StartedBefore = noon.AddTicks(1) }, "r1").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Agent = "a", Subject = "t" }, "r3").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Agent = "b", Subject = "s" }).ConfigureAwait(false);
    }

    private static async Task List_Several_NewestFirst(RunStore store, CancellationToken cancellationToken)
    {
        // Created in another order than started: the start counts.
        foreach (int minute in (int[])[3, 1, 4, 2, 5])
            await new StoreSubject(store, $"r{minute}") { StartedAt = StoreSubject.Noon.AddMinutes(minute) }.WriteAsync().ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery(), "r5", "r4", "r3", "r2", "r1").ConfigureAwait(false);
    }

    private static async Task List_StartedAtTheSameTime_LastCreatedFirst(RunStore store, CancellationToken cancellationToken)
    {
        // A conversation goes on from its latest run, and clocks are coarse.
        foreach (string id in (string[])["b", "a", "d", "c"])
            await new StoreSubject(store, id) { ConversationId = "x" }.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { ConversationId = "x" }, "c", "d", "a", "b").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { ConversationId = "x", Take = 1 }, "c").ConfigureAwait(false);
    }

    private static async Task List_Take_IsTheMost(RunStore store, CancellationToken cancellationToken)
    {
        for (int i = 0; i < 103; i++)
            await new StoreSubject(store, $"r{i:D3}") { StartedAt = StoreSubject.Noon.AddMinutes(i) }.WriteAsync().ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Take = 2 }, "r102", "r101").ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Take = 0 }).ConfigureAwait(false);
        Expect.Equal(100, (await store.ListAsync(new RunQuery(), cancellationToken).ConfigureAwait(false)).Count, "runs listed by default");
        Expect.Equal(103, (await store.ListAsync(new RunQuery { Take = 200 }, cancellationToken).ConfigureAwait(false)).Count, "runs listed");
    }

    private static async Task List_StatusChanged_IsFoundUnderTheNewOne(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await run.WriteAsync(status: RunStatus.AwaitingApproval).ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Status = RunStatus.Running }).ConfigureAwait(false);
        await ExpectAsync(store, new RunQuery { Status = RunStatus.AwaitingApproval }, "r1").ConfigureAwait(false);
    }

    private static async Task FindKey_KnownAndUnknown_FindsTheRunOfTenantAndAgent(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1", "mine") { IdempotencyKey = "k" };
        await run.WriteAsync().ConfigureAwait(false);
        await run.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        var holder = new KeyHolder(run.Key.RunId, "request-hash", IsExpired: false);
        Expect.Equal(holder, await store.FindKeyAsync("mine", "agent", "k", cancellationToken).ConfigureAwait(false), "the run of the key");
        foreach ((string tenant, string agent, string key) in ((string, string, string)[])[("", "agent", "k"), ("mine", "other", "k"), ("mine", "agent", "K")])
            Expect.Equal(null, await store.FindKeyAsync(tenant, agent, key, cancellationToken).ConfigureAwait(false), $"the run of {tenant}/{agent}/{key}");
    }

    private static async Task Reads_OfAnotherTenant_FindNothing(RunStore store, CancellationToken cancellationToken)
    {
        StoredBlob blob = StoreSubject.Blob("secret");
        var run = new StoreSubject(store, "r1", "mine") { IdempotencyKey = "k", ConversationId = "c" };
        await run.WriteAsync(1, RunStatus.Running, blob).ConfigureAwait(false);
        await store.SignalAsync(run.Key, new RunSignal("s", "note", "me"), cancellationToken).ConfigureAwait(false);
        foreach (string tenant in (string[])["", "other", "MINE", "min", "mine/"])
        {
            var key = new RunKey(tenant, run.Key.RunId);
            string what = $"for the tenant '{tenant}'";
            Expect.Equal(null, await store.GetAsync(key, cancellationToken).ConfigureAwait(false), $"the summary {what}");
            Expect.Equal(null, await store.FindKeyAsync(tenant, "agent", "k", cancellationToken).ConfigureAwait(false), $"the key {what}");
            Expect.Equal(0, (await store.ListAsync(new RunQuery { Tenant = tenant }, cancellationToken).ConfigureAwait(false)).Count, $"runs {what}");
            Expect.Equal(0, await store.ReadAsync(key, 1, cancellationToken).CountAsync(cancellationToken).ConfigureAwait(false), $"events {what}");
            Expect.Equal(0, await store.WatchAsync(key, 1, cancellationToken).CountAsync(cancellationToken).ConfigureAwait(false), $"events watched {what}");
            Expect.Equal(0, (await store.ReadSignalsAsync(key, cancellationToken).ConfigureAwait(false)).Count, $"signals {what}");
            AcquireResult acquired = await store.AcquireAsync(key, new StoreLease("me", TimeSpan.FromMinutes(1)), cancellationToken).ConfigureAwait(false);
            Expect.Equal(AcquireOutcome.NoSuchRun, acquired.Outcome, $"ownership {what}");
            Expect.Equal(null, await store.ReadBlobAsync(tenant, blob.Address, cancellationToken).ConfigureAwait(false), $"content {what}");
            Expect.Equal(false, await store.EraseBlobAsync(tenant, blob.Address, cancellationToken).ConfigureAwait(false), $"erasing {what}");
        }

        await run.ExpectLogAsync().ConfigureAwait(false);
    }

    private static async Task Runs_WithOneIdInTwoTenants_AreTwoRuns(RunStore store, CancellationToken cancellationToken)
    {
        var mine = new StoreSubject(store, "r1", "mine");
        var theirs = new StoreSubject(store, "r1", "theirs");
        await mine.WriteAsync(events: 2).ConfigureAwait(false);
        await theirs.WriteAsync(events: 3).ConfigureAwait(false);
        await mine.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await mine.ExpectLogAsync().ConfigureAwait(false);
        await theirs.ExpectLogAsync().ConfigureAwait(false);
        Expect.Equal(RunStatus.Running, (await store.GetAsync(theirs.Key, cancellationToken).ConfigureAwait(false))!.Status, "their status");
    }

    private static async Task ExpectAsync(RunStore store, RunQuery query, params string[] expected)
    {
        IReadOnlyList<RunSummary> found = await store.ListAsync(query).ConfigureAwait(false);
        Expect.Sequence(expected, found.Select(s => s.Run.RunId.Value), $"the runs of {query}");
    }
}
