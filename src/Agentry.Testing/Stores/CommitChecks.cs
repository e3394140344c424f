namespace Agentry.Testing;

/// <summary>Commits are written as a whole or not at all.</summary>
internal static class CommitChecks
{
    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Create_NewRun_IsReadBackByteForByte), Create_NewRun_IsReadBackByteForByte),
        new(nameof(Append_AtTheExpectedSequence_FollowsTheFirstEvents), Append_AtTheExpectedSequence_FollowsTheFirstEvents),
        new(nameof(Append_EachTime_ReplacesTheSummary), Append_EachTime_ReplacesTheSummary),
        new(nameof(Append_AtAnotherSequence_IsStale), Append_AtAnotherSequence_IsStale),
        new(nameof(Create_RunThatExists_IsStale), Create_RunThatExists_IsStale),
        new(nameof(Append_RunThatDoesNotExist_IsNotWritten), Append_RunThatDoesNotExist_IsNotWritten),
        new(nameof(Append_AfterTheEnd_IsWritten), Append_AfterTheEnd_IsWritten),
        new(nameof(Create_KeyTaken_IsRefusedWhateverTheOtherRunsStatus), Create_KeyTaken_IsRefusedWhateverTheOtherRunsStatus),
        new(nameof(Create_KeyOfAnotherTenantOrAgent_IsWritten), Create_KeyOfAnotherTenantOrAgent_IsWritten),
        new(nameof(Create_ConversationBusy_IsRefusedUntilTheOtherRunIsOver), Create_ConversationBusy_IsRefusedUntilTheOtherRunIsOver),
        new(nameof(Create_ConversationOfAnotherTenant_IsWritten), Create_ConversationOfAnotherTenant_IsWritten),
        new(nameof(Create_Refused_TakesNeitherKeyNorConversation), Create_Refused_TakesNeitherKeyNorConversation),
    ];

    private static async Task Create_NewRun_IsReadBackByteForByte(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1") { ConversationId = "c", IdempotencyKey = "k", ParentRun = "p" };
        StoreCommit commit = await run.WriteAsync(events: 3).ConfigureAwait(false);
        await run.ExpectLogAsync().ConfigureAwait(false);
        Expect.Equal(commit.Summary, await store.GetAsync(run.Key, cancellationToken).ConfigureAwait(false), "the summary");
    }

    private static async Task Append_AtTheExpectedSequence_FollowsTheFirstEvents(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(events: 2).ConfigureAwait(false);
        await run.WriteAsync().ConfigureAwait(false);
        await run.WriteAsync(events: 4).ConfigureAwait(false);
        await run.ExpectLogAsync().ConfigureAwait(false);
        foreach (int from in (int[])[0, 1, 2, 5, 7, 8, 100])
        {
            List<StoredEvent> read = await store.ReadAsync(run.Key, from, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            Expect.Sequence(
                Enumerable.Range(1, 7).Select(i => (long)i).Where(i => i >= from), read.Select(e => e.Sequence), $"the events from {from} on");
        }
    }

    private static async Task Append_EachTime_ReplacesTheSummary(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        foreach (RunStatus status in (RunStatus[])[RunStatus.Running, RunStatus.AwaitingApproval, RunStatus.Running, RunStatus.Failed])
        {
            StoreCommit commit = await run.WriteAsync(status: status).ConfigureAwait(false);
            Expect.Equal(commit.Summary, await store.GetAsync(run.Key, cancellationToken).ConfigureAwait(false), $"the summary in {status}");
        }
    }

    private static async Task Append_AtAnotherSequence_IsStale(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(events: 3).ConfigureAwait(false);
        foreach (long expected in (long[])[1, 2, 4, 100])
            await run.TryAsync(run.Commit(expected: expected), CommitOutcome.Stale).ConfigureAwait(false);
    }

    private static async Task Create_RunThatExists_IsStale(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1") { ConversationId = "c", IdempotencyKey = "k" };
        await run.WriteAsync(events: 2).ConfigureAwait(false);
        await run.TryAsync(run.Commit(expected: 0), CommitOutcome.Stale).ConfigureAwait(false);
    }

    private static async Task Append_RunThatDoesNotExist_IsNotWritten(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.TryAsync(run.Commit(expected: 3), CommitOutcome.Stale).ConfigureAwait(false);
        Expect.Equal(null, await store.GetAsync(run.Key, cancellationToken).ConfigureAwait(false), "a run that nobody created");
    }

    private static async Task Append_AfterTheEnd_IsWritten(RunStore store, CancellationToken cancellationToken)
    {
        // A tool that was given up reports late.
        var run = new StoreSubject(store, "r1") { ConversationId = "c" };
        await run.WriteAsync(status: RunStatus.Cancelled).ConfigureAwait(false);
        await run.WriteAsync(status: RunStatus.Cancelled).ConfigureAwait(false);
        await run.ExpectLogAsync().ConfigureAwait(false);
    }

    private static async Task Create_KeyTaken_IsRefusedWhateverTheOtherRunsStatus(RunStore store, CancellationToken cancellationToken)
    {
        var first = new StoreSubject(store, "r1") { IdempotencyKey = "k" };
        foreach (RunStatus status in (RunStatus[])[RunStatus.Running, RunStatus.Suspended, RunStatus.Completed])
        {
            await first.WriteAsync(status: status).ConfigureAwait(false);
            var second = new StoreSubject(store, "r2") { IdempotencyKey = "k" };
            CommitResult result = await second.TryAsync(second.Commit(), CommitOutcome.Refused).ConfigureAwait(false);
            Expect.Equal(RunReasonCodes.KeyInFlight, result.Reason, "the reason");
            Expect.Equal(first.Key.RunId, result.ConflictingRun, "the run that has the key");
        }
    }

    private static async Task Create_KeyOfAnotherTenantOrAgent_IsWritten(RunStore store, CancellationToken cancellationToken)
    {
        await new StoreSubject(store, "r1") { IdempotencyKey = "k" }.WriteAsync().ConfigureAwait(false);
        await new StoreSubject(store, "r2", "other") { IdempotencyKey = "k" }.WriteAsync().ConfigureAwait(false);
        await new StoreSubject(store, "r3") { IdempotencyKey = "k", Agent = "another" }.WriteAsync().ConfigureAwait(false);
        await new StoreSubject(store, "r4") { IdempotencyKey = "K" }.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Create_ConversationBusy_IsRefusedUntilTheOtherRunIsOver(RunStore store, CancellationToken cancellationToken)
    {
        var first = new StoreSubject(store, "r1") { ConversationId = "c" };
        var second = new StoreSubject(store, "r2") { ConversationId = "c", Agent = "another" };
        foreach (RunStatus status in (RunStatus[])[RunStatus.Running, RunStatus.AwaitingApproval, RunStatus.Suspended])
        {
            await first.WriteAsync(status: status).ConfigureAwait(false);
            CommitResult result = await second.TryAsync(second.Commit(), CommitOutcome.Refused).ConfigureAwait(false);
            Expect.Equal(RunReasonCodes.ConversationBusy, result.Reason, "the reason");
            Expect.Equal(first.Key.RunId, result.ConflictingRun, "the run that is in the way");
        }

        await first.WriteAsync(status: RunStatus.LimitReached).ConfigureAwait(false);
        await second.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);

        // A run that was over with its first commit never made the conversation busy.
        await new StoreSubject(store, "r3") { ConversationId = "c" }.WriteAsync().ConfigureAwait(false);

        // What a run that is over still writes does not free the conversation of the run after it.
        await first.WriteAsync(status: RunStatus.LimitReached).ConfigureAwait(false);
        var fourth = new StoreSubject(store, "r4") { ConversationId = "c" };
        await fourth.TryAsync(fourth.Commit(), CommitOutcome.Refused).ConfigureAwait(false);
    }

    private static async Task Create_ConversationOfAnotherTenant_IsWritten(RunStore store, CancellationToken cancellationToken)
    {
        await new StoreSubject(store, "r1") { ConversationId = "c" }.WriteAsync().ConfigureAwait(false);
        await new StoreSubject(store, "r2", "other") { ConversationId = "c" }.WriteAsync().ConfigureAwait(false);
        await new StoreSubject(store, "r3") { ConversationId = "C" }.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Create_Refused_TakesNeitherKeyNorConversation(RunStore store, CancellationToken cancellationToken)
    {
        var first = new StoreSubject(store, "r1") { IdempotencyKey = "k1", ConversationId = "c1" };
        await first.WriteAsync().ConfigureAwait(false);
        var byKey = new StoreSubject(store, "r2") { IdempotencyKey = "k1", ConversationId = "c2" };
        await byKey.TryAsync(byKey.Commit(), CommitOutcome.Refused).ConfigureAwait(false);
        var byConversation = new StoreSubject(store, "r3") { IdempotencyKey = "k3", ConversationId = "c1" };
        await byConversation.TryAsync(byConversation.Commit(), CommitOutcome.Refused).ConfigureAwait(false);
        Expect.Equal(null, await store.FindKeyAsync("", "agent", "k3", cancellationToken).ConfigureAwait(false), "the key of a refused run");
        await new StoreSubject(store, "r4") { IdempotencyKey = "k3", ConversationId = "c2" }.WriteAsync().ConfigureAwait(false);
    }
}
