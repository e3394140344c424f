using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>The log as stores keep it: what is written is read, and nobody writes over anybody.</summary>
public sealed class LogScenarios
{
    [Theory, BothStores]
    public async Task Scenario_1_EveryEventKind_ReadsBackAsItWasWritten(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var run = new RawRun("r1", "t1");
        RunEvent[] events = [.. EventSamples.All.Values];
        events.Select(e => e.GetType()).Should().BeEquivalentTo(
            typeof(RunEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RunEvent)) && !t.IsAbstract), "every kind is written");
        RunStore store = disk.Open();
        foreach (RunEvent[] part in events.Chunk(5))
            (await store.CommitAsync(run.Next(RunStatus.Running, part))).Outcome.Should().Be(CommitOutcome.Committed);

        await using TestHost later = disk.Node(new ScriptedChatClient());
        IReadOnlyList<RunLogEntry> read = await later.LogAsync(run.Key.RunId, "t1");

        read.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, events.Length).Select(i => (long)i));
        read.Select(e => Convert.ToBase64String(RunLogSerializer.Encode(e))).Should().Equal(run.Entries.Select(e => Convert.ToBase64String(RunLogSerializer.Encode(e))));
        read.Select(e => e.Event.GetType()).Should().Equal(events.Select(e => e.GetType()));
        LogVerification log = await later.Runs.VerifyAsync(run.Key.RunId, "t1", run.Head);
        log.IsIntact.Should().BeTrue(log.Problem);
    }

    [Theory, BothStores]
    public async Task Scenario_2_StaleExpectedSequence_IsRejectedAndWritesNothing(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        RunStore store = disk.Open();
        var run = new RawRun("r1");
        StoreCommit creation = run.Next();
        await store.CommitAsync(creation);
        StoreCommit early = run.Commit();
        await store.CommitAsync(run.Next());
        await store.CommitAsync(run.Next());
        StoreCommit ahead = run.Commit() with { ExpectedSequence = 7 };

        foreach (StoreCommit stale in (StoreCommit[])[creation, early, ahead])
        {
            StoredBlob blob = BlobWriter.OfAnswer("never").Blob;
            (await store.CommitAsync(stale with { Blobs = [blob] })).Outcome.Should().Be(CommitOutcome.Stale);
            (await store.ReadBlobAsync("", blob.Address)).Should().BeNull();
        }

        (await store.GetAsync(run.Key))!.Sequence.Should().Be(3);
        await using TestHost host = disk.Node(new ScriptedChatClient());
        (await host.Runs.VerifyAsync(run.Key.RunId, expectedHead: run.Head)).Should().Match<LogVerification>(v => v.IsIntact && v.Events == 3);
    }

    [Theory, BothStores]
    public async Task Scenario_3_StaleEpoch_IsRejectedWhateverItsWriterKnows(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        RunStore store = disk.Open();
        RunStore other = disk.Open();
        var run = new RawRun("r1");
        await store.CommitAsync(run.Next());
        disk.Clock.Advance(TimeSpan.FromHours(1));
        AcquireResult taken = await other.AcquireAsync(run.Key, new StoreLease("other", TimeSpan.FromMinutes(1)));
        (taken.Outcome, taken.Epoch).Should().Be((AcquireOutcome.Acquired, 2));

        // The lease of the second has run out as well, and nobody has come since: the first is fenced all the same.
        disk.Clock.Advance(TimeSpan.FromHours(1));
        (await store.CommitAsync(run.Commit())).Outcome.Should().Be(CommitOutcome.Fenced);
        (await store.CommitAsync(run.Commit() with { Epoch = 3 })).Outcome.Should().Be(CommitOutcome.Fenced);
        (await store.RenewAsync([new RunLease(run.Key, "me", 1)], TimeSpan.FromMinutes(1))).Should().Equal(run.Key);

        run.Epoch = 2;
        (await other.CommitAsync(run.Next())).Outcome.Should().Be(CommitOutcome.Committed);
    }

    [Theory, BothStores]
    public async Task Scenario_4_TwoWriters_OneWinsEachRoundAndTheChainHasNoGapOrFork(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        RunStore[] stores = [disk.Open(), disk.Open()];
        var run = new RawRun("r1");
        await stores[0].CommitAsync(run.Next());
        for (int round = 0; round < 20; round++)
        {
            // Both go on from the same event, with events of their own.
            StoreCommit[] commits = [.. Enumerable.Range(0, 2).Select(i => run.Commit(
                RunStatus.Running, new CancelRequested { RequestedBy = $"writer {i}" }, new CancelRequested { RequestedBy = $"round {round}" }))];
            CommitResult[] results = await Task.WhenAll(commits.Select((c, i) => Task.Run(() => stores[i].CommitAsync(c).AsTask()))).Soon();

            results.Select(r => r.Outcome).Should().BeEquivalentTo([CommitOutcome.Committed, CommitOutcome.Stale], "round {0}", round);
            run.Take(commits[Array.FindIndex(results, r => r.Outcome == CommitOutcome.Committed)]);
        }

        await using TestHost host = disk.Node(new ScriptedChatClient());
        LogVerification log = await host.Runs.VerifyAsync(run.Key.RunId, expectedHead: run.Head);
        (log.IsIntact, log.Events).Should().Be((true, 41), log.Problem);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_4_TwoWorkersTakeOverOneRun_OneWorksOnItAndTheOtherGetsWhatItDid(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        (RunId id, CountingTool pay) = await disk.DieAfterTheToolAsync(t => t.Keyed());
        var again = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Text("Done."));
        await using TestHost first = disk.Node(model, again, t => t.Keyed()).AndOthers();
        await using TestHost second = disk.Node(model, again, t => t.Keyed()).AndOthers();

        AgentRun[] runs = await Task.WhenAll(
            ((TestHost[])[first, second, first, second]).Select(h => Task.Run(() => mode.ResumeAsync(h.Agent, id)))).Soon();

        again.Invocations.Select(i => i.IdempotencyKey).Should().Equal([pay.Invocations[0].IdempotencyKey], "one worker ran it, under the same key");
        runs.Should().Contain(r => r.Status == RunStatus.Completed).And.OnlyContain(r => r.Status == RunStatus.Completed || r.Status == RunStatus.Running);
        IReadOnlyList<RunLogEntry> log = await first.LogAsync(id);
        log.Of<RunResumed>().Should().ContainSingle();
        log.Of<RunEnded>().Should().ContainSingle();
        (await second.Runs.VerifyAsync(id)).IsIntact.Should().BeTrue();
    }
}
