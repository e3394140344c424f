namespace Agentry.Testing;

/// <summary>Writers at the same moment.</summary>
internal static class RaceChecks
{
    private const int Many = 100;

    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Race_CreatesWithOneKey_OneIsWritten), Race_CreatesWithOneKey_OneIsWritten),
        new(nameof(Race_CreatesInOneConversation_OneIsWritten), Race_CreatesInOneConversation_OneIsWritten),
        new(nameof(Race_CreatesOfOneRun_OneIsWritten), Race_CreatesOfOneRun_OneIsWritten),
        new(nameof(Race_TwoWritersOfOneRun_NoGapAndNothingLost), Race_TwoWritersOfOneRun_NoGapAndNothingLost),
        new(nameof(Race_SignalsWithOneId_OneIsAccepted), Race_SignalsWithOneId_OneIsAccepted),
        new(nameof(Race_Acquires_EveryEpochIsAnother), Race_Acquires_EveryEpochIsAnother),
        new(nameof(Race_RunsOfTheirOwn_AllAreWritten), Race_RunsOfTheirOwn_AllAreWritten),
        new(nameof(Race_WatchWhileWriting_SeesEveryEventOnce), Race_WatchWhileWriting_SeesEveryEventOnce),
    ];

    private static async Task Race_CreatesWithOneKey_OneIsWritten(RunStore store, CancellationToken cancellationToken)
    {
        StoreSubject[] runs = [.. Enumerable.Range(0, Many).Select(i => new StoreSubject(store, $"r{i}") { IdempotencyKey = "k" })];
        await ExpectOneAsync(store, runs, CommitOutcome.Refused, cancellationToken).ConfigureAwait(false);
    }

    private static async Task Race_CreatesInOneConversation_OneIsWritten(RunStore store, CancellationToken cancellationToken)
    {
        StoreSubject[] runs = [.. Enumerable.Range(0, Many).Select(i => new StoreSubject(store, $"r{i}") { ConversationId = "c" })];
        await ExpectOneAsync(store, runs, CommitOutcome.Refused, cancellationToken).ConfigureAwait(false);
    }

    private static async Task Race_CreatesOfOneRun_OneIsWritten(RunStore store, CancellationToken cancellationToken)
    {
        StoreSubject[] runs = [.. Enumerable.Range(0, Many).Select(_ => new StoreSubject(store, "r1"))];
        await ExpectOneAsync(store, runs, CommitOutcome.Stale, cancellationToken).ConfigureAwait(false);
    }

    private static async Task Race_TwoWritersOfOneRun_NoGapAndNothingLost(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        for (int round = 1; round <= 25; round++)
        {
            StoreCommit commit = run.Commit(events: 2, expected: (round * 2) - 1);
            CommitResult[] results = await AllAsync(4, _ => store.CommitAsync(commit, cancellationToken)).ConfigureAwait(false);
            Expect.Equal(1, results.Count(r => r.Outcome == CommitOutcome.Committed), $"writers that won round {round}");
            Expect.Equal(3, results.Count(r => r.Outcome == CommitOutcome.Stale), $"writers that lost round {round}");
        }

        List<StoredEvent> read = await store.ReadAsync(run.Key, 1, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        Expect.Sequence(Enumerable.Range(1, 51).Select(i => (long)i), read.Select(e => e.Sequence), "the sequences");
    }

    private static async Task Race_SignalsWithOneId_OneIsAccepted(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        SignalResult[] results = await AllAsync(
            Many, i => store.SignalAsync(run.Key, new RunSignal("s", "note", $"sender {i}"), cancellationToken)).ConfigureAwait(false);
        Expect.Equal(1, results.Count(r => r == SignalResult.Accepted), "signals accepted");
        Expect.Equal(Many - 1, results.Count(r => r == SignalResult.Duplicate), "signals that came again");
        Expect.Equal(1, (await store.ReadSignalsAsync(run.Key, cancellationToken).ConfigureAwait(false)).Count, "signals in the mailbox");
    }

    private static async Task Race_Acquires_EveryEpochIsAnother(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        AcquireResult[] results = await AllAsync(
            Many, _ => store.AcquireAsync(run.Key, new StoreLease(run.Owner, run.LeaseDuration), cancellationToken)).ConfigureAwait(false);
        Expect.True(results.All(r => r.Outcome == AcquireOutcome.Acquired), "an owner takes its own run over again");
        Expect.Equal(Many, results.Select(r => r.Epoch).Distinct().Count(), "different epochs");
        run.Epoch = results.Max(r => r.Epoch);
        await run.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Race_RunsOfTheirOwn_AllAreWritten(RunStore store, CancellationToken cancellationToken)
    {
        StoreSubject[] runs = [.. Enumerable.Range(0, Many).Select(i => new StoreSubject(store, $"r{i}", $"tenant {i % 3}") { ConversationId = $"c{i}" })];
        await AllAsync(Many, async i =>
        {
            for (int commit = 0; commit < 5; commit++)
                await runs[i].WriteAsync(events: 2, commit == 4 ? RunStatus.Completed : RunStatus.Running, StoreSubject.Blob($"{i}-{commit}")).ConfigureAwait(false);
            return 0;
        }).ConfigureAwait(false);
        foreach (StoreSubject run in runs)
            await run.ExpectLogAsync().ConfigureAwait(false);
        int found = 0;
        for (int tenant = 0; tenant < 3; tenant++)
        {
            var query = new RunQuery { Tenant = $"tenant {tenant}", Status = RunStatus.Completed };
            found += (await store.ListAsync(query, cancellationToken).ConfigureAwait(false)).Count;
        }

        Expect.Equal(Many, found, "runs that completed");
    }

    private static async Task Race_WatchWhileWriting_SeesEveryEventOnce(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        Task<List<StoredEvent>>[] watches = [.. Enumerable.Range(1, 4).Select(from => Task.Run(
            () => store.WatchAsync(run.Key, from, cancellationToken).ToListAsync(cancellationToken).AsTask(), cancellationToken))];
        for (int i = 2; i <= 200; i++)
            await run.WriteAsync(status: i == 200 ? RunStatus.Completed : RunStatus.Running).ConfigureAwait(false);
        for (int from = 1; from <= watches.Length; from++)
        {
            List<StoredEvent> seen = await watches[from - 1].ConfigureAwait(false);
            Expect.Sequence(Enumerable.Range(from, 201 - from).Select(i => (long)i), seen.Select(e => e.Sequence), $"the events watched from {from} on");
        }
    }

    private static async Task ExpectOneAsync(RunStore store, StoreSubject[] runs, CommitOutcome others, CancellationToken cancellationToken)
    {
        CommitResult[] results = await AllAsync(runs.Length, i => store.CommitAsync(runs[i].Commit(), cancellationToken)).ConfigureAwait(false);
        Expect.Equal(1, results.Count(r => r.Outcome == CommitOutcome.Committed), "creations that won");
        Expect.Equal(runs.Length - 1, results.Count(r => r.Outcome == others), $"creations that were {others}");
        StoreSubject winner = runs[Array.FindIndex(results, r => r.Outcome == CommitOutcome.Committed)];
        IReadOnlyList<RunSummary> written = await store.ListAsync(new RunQuery { Take = runs.Length }, cancellationToken).ConfigureAwait(false);
        Expect.Sequence([winner.Key], written.Select(s => s.Run), "the runs in the store");
        if (others == CommitOutcome.Refused)
            Expect.True(results.Where(r => r.Outcome == others).All(r => r.ConflictingRun == winner.Key.RunId), "each refusal names the run that won");
    }

    /// <summary>Starts all together, each on the pool.</summary>
    private static async Task<T[]> AllAsync<T>(int count, Func<int, ValueTask<T>> work)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<T>[] tasks = [.. Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            await start.Task.ConfigureAwait(false);
            return await work(i).ConfigureAwait(false);
        }))];
        start.SetResult();
        return await Task.WhenAll(tasks).ConfigureAwait(false);
    }
}
