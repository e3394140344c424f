using Microsoft.Data.Sqlite;

namespace Agentry.Tests;

/// <summary>Several writers: in one store, in several stores on the file, and other programs.</summary>
public sealed class ContentionTests
{
    [Fact]
    public async Task Batch_WithStaleFencedAndFailingCommits_WritesTheOthers()
    {
        await using var file = new StoreFile();
        using var gate = new CommitGate();
        AppendedRun[] runs = [.. Enumerable.Range(0, 8).Select(i => new AppendedRun($"r{i}"))];
        await using (SqliteRunStore before = file.Open())
        {
            foreach (AppendedRun run in runs)
                await before.WriteAsync(run);
        }

        SqliteRunStore store = file.Open(seams: gate.Seams);
        StoreCommit broken = runs[3].Commit(4);
        broken = broken with { Events = [broken.Events[0], broken.Events[0]] };
        Task<CommitResult> first = await gate.HoldAsync(store, runs[0].Next());
        Task<CommitResult> stale = store.CommitAsync(runs[1].Commit(0) with { ExpectedSequence = 2 }).AsTask();
        Task<CommitResult> fenced = store.CommitAsync(runs[2].Commit(4) with { Epoch = 5 }).AsTask();
        Task<CommitResult> failing = store.CommitAsync(broken).AsTask();
        Task<CommitResult>[] good = [first, .. runs.Skip(4).Select(r => store.CommitAsync(r.Next()).AsTask())];
        gate.Open();

        (await Task.WhenAll(good)).Should().OnlyContain(r => r.Outcome == CommitOutcome.Committed);
        (await stale).Outcome.Should().Be(CommitOutcome.Stale);
        (await fenced).Outcome.Should().Be(CommitOutcome.Fenced);
        await FluentActions.Awaiting(() => failing).Should().ThrowAsync<RunStoreException>();
        gate.Transactions.Should().Be(2, "all that waited went together");
        (await store.ExpectWholeAsync(runs[3])).Should().Be(4, "its first event went back with its second");
        (await store.ExpectWholeAsync(runs[7])).Should().Be(8);
    }

    [Fact]
    public async Task Commits_ThatWaitTogether_ShareOneTransaction()
    {
        await using var file = new StoreFile();
        using var gate = new CommitGate();
        SqliteRunStore store = file.Open(o => o.MaxBatch = 32, gate.Seams);
        Task<CommitResult> first = await gate.HoldAsync(store, new AppendedRun("first", blobBytes: 0).Next());
        Task<CommitResult>[] commits = [.. Enumerable.Range(0, 64).Select(i => store.CommitAsync(new AppendedRun($"r{i}", blobBytes: 0).Next()).AsTask())];
        gate.Open();

        (await Task.WhenAll([first, .. commits])).Should().OnlyContain(r => r.Outcome == CommitOutcome.Committed);
        gate.Transactions.Should().Be(3, "the first, and two of 32");
    }

    [Fact]
    public async Task Commit_CancelledWhileItWaits_IsNotWritten()
    {
        await using var file = new StoreFile();
        using var gate = new CommitGate();
        SqliteRunStore store = file.Open(seams: gate.Seams);
        using var stop = new CancellationTokenSource();
        var started = new AppendedRun("started");
        var cancelled = new AppendedRun("cancelled");
        Task<CommitResult> first = await gate.HoldAsync(store, started.Next());
        Task<CommitResult> waiting = store.CommitAsync(cancelled.Next(), stop.Token).AsTask();
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        gate.Open();
        (await first).Outcome.Should().Be(CommitOutcome.Committed);
        await store.WriteAsync(started);
        (await store.GetAsync(cancelled.Key)).Should().BeNull();
    }

    [Fact]
    public async Task Scenario_09_BusyStorm_NoStepIsLost()
    {
        await using var file = new StoreFile();
        SqliteRunStore[] stores = [file.Open(), file.Open(), file.Open()];
        using var stop = new CancellationTokenSource();
        Task storm = Task.Run(async () =>
        {
            var random = new Random(1);
            await using SqliteConnection other = file.OpenRaw(";Default Timeout=20");
            while (!stop.IsCancellationRequested)
            {
                await using (await other.BeginTransactionAsync())
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 25)), TimeProvider.System);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 10)), TimeProvider.System);
            }
        });
        AppendedRun[] runs = [.. Enumerable.Range(0, 12).Select(i => new AppendedRun($"r{i}", blobBytes: 500))];

        await Task.WhenAll(runs.Select((run, i) => Task.Run(async () =>
        {
            for (int commit = 0; commit < 15; commit++)
                await stores[(i + commit) % stores.Length].WriteAsync(run, commit == 14 ? RunStatus.Completed : RunStatus.Running);
        })));

        await stop.CancelAsync();
        await storm;
        foreach (AppendedRun run in runs)
            (await stores[0].ExpectWholeAsync(run)).Should().Be(15 * 4);
    }

    [Fact]
    public async Task Commit_LockHeldLongerThanTheBusyTimeout_IsTransientAndWritesNothing()
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open(o => o.BusyTimeout = TimeSpan.FromMilliseconds(80));
        var run = new AppendedRun("r1");
        using (new HeldLock(file))
        {
            RunStoreException locked = (await FluentActions.Awaiting(() => store.CommitAsync(run.Commit(0)).AsTask())
                .Should().ThrowAsync<RunStoreException>()).Which;
            locked.FailureClass.Should().Be(FailureClass.Transient);
            locked.Message.Should().Contain(file.Path).And.Contain("locked").And.Contain("0.08 s");
            (await store.GetAsync(run.Key)).Should().BeNull("readers go on");
        }

        await store.WriteAsync(run);
    }

    [Fact]
    public async Task TwoStores_OnOneFile_RaceForOneRunAndOneWinsEachRound()
    {
        await using var file = new StoreFile();
        SqliteRunStore[] stores = [file.Open(), file.Open()];
        var run = new AppendedRun("r1", blobBytes: 0) { IdempotencyKey = "k" };
        for (int round = 0; round < 20; round++)
        {
            StoreCommit commit = run.Next();
            CommitResult[] results = await Task.WhenAll(stores.Select(s => Task.Run(() => s.CommitAsync(commit).AsTask())));
            results.Select(r => r.Outcome).Should().BeEquivalentTo([CommitOutcome.Committed, CommitOutcome.Stale]);
        }

        (await stores[1].ReadAsync(run.Key).CountAsync()).Should().Be(80);
    }

    [Fact]
    public async Task TwoStores_OnOneFile_ClaimEachRunOnce()
    {
        await using var file = new StoreFile();
        var clock = new Agentry.Testing.FakeClock();
        SqliteRunStore[] stores = [file.Open(time: clock), file.Open(time: clock)];
        for (int i = 0; i < 40; i++)
            await stores[0].WriteAsync(new AppendedRun($"r{i}", blobBytes: 0));
        clock.Advance(TimeSpan.FromHours(1));

        IReadOnlyList<ClaimedRun>[] claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => stores[i % 2].ClaimAsync(
            new RunClaim { Lease = new StoreLease($"worker{i}", TimeSpan.FromMinutes(1)), Agents = ["agent"], Take = 7 }).AsTask())));

        ClaimedRun[] all = [.. claimed.SelectMany(c => c)];
        all.Should().HaveCount(40);
        all.Select(c => c.Summary.Run).Should().OnlyHaveUniqueItems();
        all.Should().OnlyContain(c => c.Epoch == 2 && c.Claims == 1);
    }

    [Fact]
    public async Task Watch_CommitOfAnotherStore_IsSeenAndTheEndToo()
    {
        await using var file = new StoreFile();
        SqliteRunStore watching = file.Open(o => o.WatchInterval = TimeSpan.FromMilliseconds(20));
        SqliteRunStore writing = file.Open();
        var run = new AppendedRun("r1");
        await writing.WriteAsync(run);
        Task<List<StoredEvent>> watched = Task.Run(() => watching.WatchAsync(run.Key).ToListAsync().AsTask());
        for (int i = 0; i < 5; i++)
            await writing.WriteAsync(run, i == 4 ? RunStatus.Completed : RunStatus.Running);

        List<StoredEvent> events = await watched.WaitAsync(TimeSpan.FromSeconds(90));

        events.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, 24).Select(i => (long)i));
    }

    [Fact]
    public async Task Lease_OfAnotherStore_IsJudgedByTheSameClock()
    {
        await using var file = new StoreFile();
        var clock = new Agentry.Testing.FakeClock();
        SqliteRunStore one = file.Open(time: clock);
        SqliteRunStore other = file.Open(time: clock);
        var run = new AppendedRun("r1");
        await one.WriteAsync(run);
        var lease = new StoreLease("you", TimeSpan.FromSeconds(30));

        (await other.AcquireAsync(run.Key, lease)).Outcome.Should().Be(AcquireOutcome.Held);
        clock.Advance(TimeSpan.FromMinutes(10));
        (await other.AcquireAsync(run.Key, lease)).Should().Be(new AcquireResult(AcquireOutcome.Acquired, 2));
        (await one.CommitAsync(run.Commit(4))).Outcome.Should().Be(CommitOutcome.Fenced);
    }
}
