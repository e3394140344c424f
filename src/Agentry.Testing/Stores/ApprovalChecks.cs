namespace Agentry.Testing;

/// <summary>The inbox: what waits for people, written with the events that say so.</summary>
internal static class ApprovalChecks
{
    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Approvals_OfACommit_AreReadByEveryMemberOfTheQuery), Approvals_OfACommit_AreReadByEveryMemberOfTheQuery),
        new(nameof(Approvals_EveryMember_IsReadBackAndALaterEntryReplaces), Approvals_EveryMember_IsReadBackAndALaterEntryReplaces),
        new(nameof(Approvals_OfARefusedCommit_AreNotWritten), Approvals_OfARefusedCommit_AreNotWritten),
        new(nameof(Approvals_OfAnotherTenant_DoNotExist), Approvals_OfAnotherTenant_DoNotExist),
        new(nameof(Approvals_OfAPrunedRun_AreForgotten), Approvals_OfAPrunedRun_AreForgotten),
        new(nameof(Approvals_ThatWaitLongest_ComeFirst), Approvals_ThatWaitLongest_ComeFirst),
    ];

    private static async Task Approvals_OfACommit_AreReadByEveryMemberOfTheQuery(RunStore store, CancellationToken cancellationToken)
    {
        var first = new StoreSubject(store, "r1");
        await WriteAsync(first, Entry("a1", "finance", "legal"), Entry("a2") with { Tool = "mail", RequestedAt = StoreSubject.Noon.AddMinutes(1) }).ConfigureAwait(false);
        var second = new StoreSubject(store, "r2");
        await WriteAsync(
            second,
            Entry("a3", "financed") with { Agent = "other", RequestedAt = StoreSubject.Noon.AddMinutes(2) },
            Entry("a4") with { Kind = ApprovalKind.UnknownOutcome, RequestedAt = StoreSubject.Noon.AddMinutes(3) },
            Entry("a5") with { Status = ApprovalStatus.Rejected, RequestedAt = StoreSubject.Noon.AddMinutes(4) }).ConfigureAwait(false);
        (ApprovalQuery Query, string[] Ids)[] expected =
        [
            (new(), ["a1", "a2", "a3", "a4"]),
            (new() { Status = null }, ["a1", "a2", "a3", "a4", "a5"]),
            (new() { Status = ApprovalStatus.Rejected }, ["a5"]),
            (new() { Id = "a3" }, ["a3"]),
            (new() { Groups = ["legal"] }, ["a1", "a2", "a4"]),
            (new() { Groups = ["finance", "nobody"] }, ["a1", "a2", "a4"]),
            (new() { Groups = [] }, ["a2", "a4"]),
            (new() { Agent = "other" }, ["a3"]),
            (new() { Run = first.Key.RunId }, ["a1", "a2"]),
            (new() { Tool = "mail" }, ["a2"]),
            (new() { Kind = ApprovalKind.UnknownOutcome }, ["a4"]),
            (new() { RequestedBefore = StoreSubject.Noon.AddMinutes(2) }, ["a1", "a2"]),
            (new() { Take = 2 }, ["a1", "a2"]),
            (new() { Groups = ["legal"], Tool = "pay", Take = 1 }, ["a1"]),
        ];
        foreach ((ApprovalQuery query, string[] ids) in expected)
        {
            IReadOnlyList<ApprovalRecord> found = await store.ListApprovalsAsync(query, cancellationToken).ConfigureAwait(false);
            Expect.Sequence(ids, found.Select(r => r.Entry.Id), $"the inbox by {query}");
        }
    }

    private static async Task Approvals_EveryMember_IsReadBackAndALaterEntryReplaces(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1", "t");
        ApprovalEntry entry = Entry("a1", "finance", "legal") with
        {
            RootRun = "root",
            Risk = RiskTier.Critical,
            Deadline = StoreSubject.Noon.AddDays(1),
            ChangedAt = StoreSubject.Noon.AddTicks(12_345),
        };
        await WriteAsync(run, entry).ConfigureAwait(false);
        Expect.Equal(new ApprovalRecord(run.Key, entry), await OnlyAsync(store, cancellationToken).ConfigureAwait(false), "the entry");
        ApprovalEntry later = entry with { Groups = ["directors"], Status = ApprovalStatus.Approved, Deadline = null, ChangedAt = StoreSubject.Noon.AddHours(1) };
        await WriteAsync(run, later).ConfigureAwait(false);
        Expect.Equal(new ApprovalRecord(run.Key, later), await OnlyAsync(store, cancellationToken).ConfigureAwait(false), "the later entry");
    }

    private static async Task Approvals_OfARefusedCommit_AreNotWritten(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await store.CommitAsync(run.Commit() with { Approvals = [Entry("a1")], Epoch = 9 }, cancellationToken).ConfigureAwait(false);
        await store.CommitAsync(run.Commit(expected: 9) with { Approvals = [Entry("a1")] }, cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, (await store.ListApprovalsAsync(new ApprovalQuery { Status = null }, cancellationToken).ConfigureAwait(false)).Count, "entries of commits that were not written");
    }

    private static async Task Approvals_OfAnotherTenant_DoNotExist(RunStore store, CancellationToken cancellationToken)
    {
        await WriteAsync(new StoreSubject(store, "r1", "a"), Entry("a1")).ConfigureAwait(false);
        foreach (string tenant in (string[])["", "b", "A"])
        {
            var query = new ApprovalQuery { Tenant = tenant, Id = "a1", Status = null };
            Expect.Equal(0, (await store.ListApprovalsAsync(query, cancellationToken).ConfigureAwait(false)).Count, $"entries of another tenant, as '{tenant}'");
        }
    }

    private static async Task Approvals_OfAPrunedRun_AreForgotten(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await WriteAsync(run, Entry("a1") with { Status = ApprovalStatus.Approved }).ConfigureAwait(false);
        await run.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await store.PruneAsync(new RunPrune { EndedBefore = StoreSubject.Noon.AddDays(1) }, cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, (await store.ListApprovalsAsync(new ApprovalQuery { Status = null }, cancellationToken).ConfigureAwait(false)).Count, "entries of a pruned run");
    }

    private static async Task Approvals_ThatWaitLongest_ComeFirst(RunStore store, CancellationToken cancellationToken)
    {
        foreach (int minute in (int[])[3, 1, 2])
            await WriteAsync(new StoreSubject(store, $"r{minute}"), Entry($"a{minute}") with { RequestedAt = StoreSubject.Noon.AddMinutes(minute) }).ConfigureAwait(false);
        IReadOnlyList<ApprovalRecord> found = await store.ListApprovalsAsync(new ApprovalQuery(), cancellationToken).ConfigureAwait(false);
        Expect.Sequence(["a1", "a2", "a3"], found.Select(r => r.Entry.Id), "the inbox");
    }

    private static ApprovalEntry Entry(string id, params IReadOnlyList<string> groups) => new()
    {
        Id = id,
        Kind = ApprovalKind.Approval,
        Agent = "agent",
        CallId = "c",
        Tool = "pay",
        Requester = "somebody",
        Groups = groups,
        RequestedAt = StoreSubject.Noon,
        ChangedAt = StoreSubject.Noon,
    };

    private static async Task<ApprovalRecord> OnlyAsync(RunStore store, CancellationToken cancellationToken)
    {
        IReadOnlyList<ApprovalRecord> found = await store.ListApprovalsAsync(new ApprovalQuery { Tenant = "t", Status = null }, cancellationToken).ConfigureAwait(false);
        Expect.Equal(1, found.Count, "entries");
        return found[0];
    }

    private static Task<CommitResult> WriteAsync(StoreSubject run, params IReadOnlyList<ApprovalEntry> entries) =>
        run.WriteAsync(run.Commit() with { Approvals = entries });
}
