namespace Agentry.Testing;

/// <summary>Who may work on a run, and for how long.</summary>
internal static class LeaseChecks
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);

    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Acquire_HeldByAnotherOwner_IsHeldUntilTheLeaseRunsOut), Acquire_HeldByAnotherOwner_IsHeldUntilTheLeaseRunsOut),
        new(nameof(Acquire_RunThatIsOver_IsOver), Acquire_RunThatIsOver_IsOver),
        new(nameof(Acquire_SuspendedRun_IsAcquiredByAnybody), Acquire_SuspendedRun_IsAcquiredByAnybody),
        new(nameof(Claim_Interrupted_GoesToOneWorkerOfItsAgent), Claim_Interrupted_GoesToOneWorkerOfItsAgent),
        new(nameof(Claim_HeldRun_IsNotHandedOut), Claim_HeldRun_IsNotHandedOut),
        new(nameof(Claim_SuspendedRun_IsHandedOutForASignalOrItsTime), Claim_SuspendedRun_IsHandedOutForASignalOrItsTime),
        new(nameof(Claim_WithoutProgress_Counts), Claim_WithoutProgress_Counts),
        new(nameof(Claim_Take_IsTheMost), Claim_Take_IsTheMost),
        new(nameof(Claim_AtTheSameTime_EachRunGoesToOneWorker), Claim_AtTheSameTime_EachRunGoesToOneWorker),
        new(nameof(Commit_OfTheOwner_KeepsTheLease), Commit_OfTheOwner_KeepsTheLease),
        new(nameof(Renew_HeldRun_KeepsIt), Renew_HeldRun_KeepsIt),
        new(nameof(Renew_NotHeldAnyMore_IsSaid), Renew_NotHeldAnyMore_IsSaid),
        new(nameof(Release_HeldRun_IsHandedOutAfterTheWait), Release_HeldRun_IsHandedOutAfterTheWait),
        new(nameof(Release_OfAnEarlierOwner_ChangesNothing), Release_OfAnEarlierOwner_ChangesNothing),
        new(nameof(Signalled_RunsOfAnOwner_AreListed), Signalled_RunsOfAnOwner_AreListed),
    ];

    private static async Task Acquire_HeldByAnotherOwner_IsHeldUntilTheLeaseRunsOut(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1") { Owner = "first", LeaseDuration = Long };
        await run.WriteAsync().ConfigureAwait(false);
        AcquireResult held = await store.AcquireAsync(run.Key, new StoreLease("second", Long), cancellationToken).ConfigureAwait(false);
        Expect.Equal(AcquireOutcome.Held, held.Outcome, "taking over a run that another owner holds");
        await run.WriteAsync().ConfigureAwait(false);

        var brief = new StoreSubject(store, "r2") { Owner = "first", LeaseDuration = Short };
        await brief.WriteAsync().ConfigureAwait(false);
        AcquireResult taken = await UntilAsync(
            () => store.AcquireAsync(brief.Key, new StoreLease("second", Long), cancellationToken), r => r.Outcome != AcquireOutcome.Held).ConfigureAwait(false);
        Expect.Equal(AcquireOutcome.Acquired, taken.Outcome, "taking over a run whose lease ran out");
        await brief.TryAsync(brief.Commit(), CommitOutcome.Fenced).ConfigureAwait(false);
    }

    private static async Task Acquire_RunThatIsOver_IsOver(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        Expect.Equal(AcquireOutcome.Over, (await run.AcquireAsync().ConfigureAwait(false)).Outcome, "taking over a run that is over");

        // What its last owner still has to say is written.
        await run.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
    }

    private static async Task Acquire_SuspendedRun_IsAcquiredByAnybody(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1") { Owner = "first", LeaseDuration = Long };
        await run.WriteAsync(status: RunStatus.Suspended).ConfigureAwait(false);
        run.Owner = "second";
        Expect.Equal(AcquireOutcome.Acquired, (await run.AcquireAsync().ConfigureAwait(false)).Outcome, "taking over a suspended run");
        AcquireResult third = await store.AcquireAsync(run.Key, new StoreLease("third", Long), cancellationToken).ConfigureAwait(false);
        Expect.Equal(AcquireOutcome.Held, third.Outcome, "taking it over while the second owner holds it");
    }

    private static async Task Claim_Interrupted_GoesToOneWorkerOfItsAgent(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1", "mine") { Owner = "first", LeaseDuration = Short };
        await run.WriteAsync(events: 2).ConfigureAwait(false);
        await WaitAsync(Short * 2).ConfigureAwait(false);
        IReadOnlyList<ClaimedRun> others = await ClaimAsync(store, "second", "another", cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, others.Count, "runs handed to a worker without their agent");
        ClaimedRun claimed = (await UntilClaimedAsync(store, "second", cancellationToken).ConfigureAwait(false)).Single();
        Expect.Equal(run.Key, claimed.Summary.Run, "the run handed out");
        Expect.Equal(2, claimed.Summary.Sequence, "its sequence");
        Expect.True(claimed.Epoch > 1, $"its epoch {claimed.Epoch} is a new one");
        Expect.Equal(1, claimed.Claims, "how often it was handed out");
        Expect.Equal(0, (await ClaimAsync(store, "third", "agent", cancellationToken).ConfigureAwait(false)).Count, "runs handed out again");
        await run.TryAsync(run.Commit(), CommitOutcome.Fenced).ConfigureAwait(false);
        run.Epoch = claimed.Epoch;
        await run.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Claim_HeldRun_IsNotHandedOut(RunStore store, CancellationToken cancellationToken)
    {
        await new StoreSubject(store, "r1") { LeaseDuration = Long }.WriteAsync().ConfigureAwait(false);
        await new StoreSubject(store, "r2").WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        await new StoreSubject(store, "r3").WriteAsync(status: RunStatus.AwaitingApproval).ConfigureAwait(false);
        Expect.Equal(0, (await ClaimAsync(store, "other", "agent", cancellationToken).ConfigureAwait(false)).Count, "runs handed out");
    }

    private static async Task Claim_SuspendedRun_IsHandedOutForASignalOrItsTime(RunStore store, CancellationToken cancellationToken)
    {
        var signalled = new StoreSubject(store, "r1");
        await signalled.WriteAsync(status: RunStatus.AwaitingApproval).ConfigureAwait(false);
        await store.SignalAsync(signalled.Key, new RunSignal("s", "note", "somebody"), cancellationToken).ConfigureAwait(false);
        var due = new StoreSubject(store, "r2");
        StoreCommit commit = due.Commit(status: RunStatus.Suspended);
        await store.CommitAsync(commit with { Summary = commit.Summary with { WakeAt = DateTimeOffset.UnixEpoch } }, cancellationToken).ConfigureAwait(false);
        var later = new StoreSubject(store, "r3");
        commit = later.Commit(status: RunStatus.Suspended);
        await store.CommitAsync(
            commit with { Summary = commit.Summary with { WakeAt = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero) } }, cancellationToken).ConfigureAwait(false);

        IReadOnlyList<ClaimedRun> claimed = await ClaimAsync(store, "worker", "agent", cancellationToken).ConfigureAwait(false);
        Expect.Sequence(["r1", "r2"], claimed.Select(c => c.Summary.Run.RunId.Value).Order(StringComparer.Ordinal), "the runs handed out");
        ClaimedRun first = claimed.First(c => c.Summary.Run == signalled.Key);
        Expect.Equal(RunStatus.AwaitingApproval, first.Summary.Status, "the status of a suspended run that was handed out");

        // Suspended again, and the signal is consumed: there is nothing to do.
        signalled.Epoch = first.Epoch;
        await store.CommitAsync(
            signalled.Commit(status: RunStatus.AwaitingApproval, expected: 1) with { ConsumedSignals = ["s"] }, cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, (await ClaimAsync(store, "other", "agent", cancellationToken).ConfigureAwait(false)).Count, "runs handed out afterwards");
    }

    private static async Task Claim_WithoutProgress_Counts(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1") { LeaseDuration = Short };
        await run.WriteAsync().ConfigureAwait(false);
        for (int claims = 1; claims <= 3; claims++)
        {
            ClaimedRun claimed = (await UntilClaimedAsync(store, "worker", cancellationToken, Short).ConfigureAwait(false)).Single();
            Expect.Equal(claims, claimed.Claims, "claims without progress");
            run.Epoch = claimed.Epoch;
            if (claims < 3)
            {
                CommitResult result = await store.CommitAsync(
                    run.Commit(expected: claims) with { IsProgress = false, Lease = new StoreLease("worker", Short) }, cancellationToken).ConfigureAwait(false);
                Expect.Equal(CommitOutcome.Committed, result.Outcome, "a commit without progress");
            }
        }

        await store.CommitAsync(run.Commit(expected: 3) with { Lease = new StoreLease("worker", Short) }, cancellationToken).ConfigureAwait(false);
        Expect.Equal(1, (await UntilClaimedAsync(store, "worker", cancellationToken).ConfigureAwait(false)).Single().Claims, "claims after progress");
    }

    private static async Task Claim_Take_IsTheMost(RunStore store, CancellationToken cancellationToken)
    {
        for (int i = 0; i < 5; i++)
            await ReleasedAsync(store, $"r{i}").ConfigureAwait(false);
        var claim = new RunClaim { Lease = new StoreLease("worker", Long), Agents = ["agent"], Take = 2 };
        int[] counts = new int[4];
        for (int i = 0; i < counts.Length; i++)
            counts[i] = (await store.ClaimAsync(claim, cancellationToken).ConfigureAwait(false)).Count;
        Expect.Sequence([2, 2, 1, 0], counts, "runs handed out, two at most each time");
    }

    private static async Task Claim_AtTheSameTime_EachRunGoesToOneWorker(RunStore store, CancellationToken cancellationToken)
    {
        const int runs = 60;
        for (int i = 0; i < runs; i++)
            await ReleasedAsync(store, $"r{i}").ConfigureAwait(false);
        Task<List<RunKey>>[] workers = [.. Enumerable.Range(0, 6).Select(w => Task.Run(
            async () =>
            {
                List<RunKey> got = [];
                var claim = new RunClaim { Lease = new StoreLease($"worker {w}", Long), Agents = ["agent"], Take = 3 };
                while (await store.ClaimAsync(claim, cancellationToken).ConfigureAwait(false) is { Count: > 0 } claimed)
                    got.AddRange(claimed.Select(c => c.Summary.Run));
                return got;
            },
            cancellationToken))];
        RunKey[] all = [.. (await Task.WhenAll(workers).ConfigureAwait(false)).SelectMany(g => g)];
        Expect.Equal(runs, all.Length, "runs handed out");
        Expect.Equal(runs, all.Distinct().Count(), "different runs handed out");
    }

    private static async Task Commit_OfTheOwner_KeepsTheLease(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1") { LeaseDuration = Short };
        await run.WriteAsync().ConfigureAwait(false);
        StoreCommit commit = run.Commit(expected: 1) with { Lease = new StoreLease(run.Owner, Long) };
        Expect.Equal(CommitOutcome.Committed, (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false)).Outcome, "a commit");
        await WaitAsync(Short * 2).ConfigureAwait(false);
        AcquireResult other = await store.AcquireAsync(run.Key, new StoreLease("other", Long), cancellationToken).ConfigureAwait(false);
        Expect.Equal(AcquireOutcome.Held, other.Outcome, "taking over a run whose owner has just written");
    }

    private static async Task Renew_HeldRun_KeepsIt(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1") { LeaseDuration = Short };
        await run.WriteAsync().ConfigureAwait(false);
        IReadOnlyList<RunKey> lost = await store.RenewAsync([new RunLease(run.Key, run.Owner, run.Epoch)], Long, cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, lost.Count, "leases lost");
        await WaitAsync(Short * 2).ConfigureAwait(false);
        Expect.Equal(0, (await ClaimAsync(store, "other", "agent", cancellationToken).ConfigureAwait(false)).Count, "runs handed out under a renewed lease");
    }

    private static async Task Renew_NotHeldAnyMore_IsSaid(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1") { Owner = "first", LeaseDuration = Short };
        await run.WriteAsync().ConfigureAwait(false);
        var over = new StoreSubject(store, "r2") { Owner = "first" };
        await over.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        var unknown = new RunKey("", new RunId("r3"));
        ClaimedRun claimed = (await UntilClaimedAsync(store, "second", cancellationToken).ConfigureAwait(false)).Single();
        RunLease[] leases = [new(run.Key, "first", 1), new(over.Key, "first", 1), new(unknown, "first", 1)];
        IReadOnlyList<RunKey> lost = await store.RenewAsync(leases, Long, cancellationToken).ConfigureAwait(false);
        Expect.Sequence(["r1", "r2", "r3"], lost.Select(k => k.RunId.Value).Order(StringComparer.Ordinal), "leases lost");
        lost = await store.RenewAsync([new RunLease(run.Key, "second", claimed.Epoch)], Long, cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, lost.Count, "leases lost by the new owner");
    }

    private static async Task Release_HeldRun_IsHandedOutAfterTheWait(RunStore store, CancellationToken cancellationToken)
    {
        RunLease lease = await ReleasedAsync(store, "r1").ConfigureAwait(false);
        ClaimedRun claimed = (await ClaimAsync(store, "second", "agent", cancellationToken).ConfigureAwait(false)).Single();
        Expect.Equal(lease.Run, claimed.Summary.Run, "the run handed out at once");
        await store.ReleaseAsync(new RunLease(lease.Run, "second", claimed.Epoch), Long, cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, (await ClaimAsync(store, "third", "agent", cancellationToken).ConfigureAwait(false)).Count, "runs handed out before the wait is over");
        AcquireResult asked = await store.AcquireAsync(lease.Run, new StoreLease("third", Long), cancellationToken).ConfigureAwait(false);
        Expect.Equal(AcquireOutcome.Acquired, asked.Outcome, "who asks for the run does not wait");
        await store.ReleaseAsync(new RunLease(lease.Run, "third", asked.Epoch), TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        Expect.Equal(1, (await ClaimAsync(store, "fourth", "agent", cancellationToken).ConfigureAwait(false)).Count, "the wait ends with who asks");
    }

    private static async Task Release_OfAnEarlierOwner_ChangesNothing(RunStore store, CancellationToken cancellationToken)
    {
        RunLease lease = await ReleasedAsync(store, "r1").ConfigureAwait(false);
        await ClaimAsync(store, "second", "agent", cancellationToken).ConfigureAwait(false);
        await store.ReleaseAsync(lease, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, (await ClaimAsync(store, "third", "agent", cancellationToken).ConfigureAwait(false)).Count, "runs handed out");
    }

    private static async Task Signalled_RunsOfAnOwner_AreListed(RunStore store, CancellationToken cancellationToken)
    {
        var mine = new StoreSubject(store, "r1", "t") { Owner = "me" };
        var quiet = new StoreSubject(store, "r2") { Owner = "me" };
        var theirs = new StoreSubject(store, "r3") { Owner = "them" };
        foreach (StoreSubject run in (StoreSubject[])[mine, quiet, theirs])
            await run.WriteAsync().ConfigureAwait(false);
        await store.SignalAsync(mine.Key, new RunSignal("s", "note", "somebody"), cancellationToken).ConfigureAwait(false);
        await store.SignalAsync(theirs.Key, new RunSignal("s", "note", "somebody"), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RunKey> signalled = await store.ListSignalledAsync("me", cancellationToken).ConfigureAwait(false);
        Expect.Sequence([mine.Key], signalled, "my runs with signals");
        StoreCommit commit = mine.Commit() with { ConsumedSignals = ["s"] };
        await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        Expect.Equal(0, (await store.ListSignalledAsync("me", cancellationToken).ConfigureAwait(false)).Count, "my runs with signals that were consumed");
    }

    private static async Task<RunLease> ReleasedAsync(RunStore store, string id)
    {
        var run = new StoreSubject(store, id) { LeaseDuration = Long };
        await run.WriteAsync().ConfigureAwait(false);
        var lease = new RunLease(run.Key, run.Owner, run.Epoch);
        await store.ReleaseAsync(lease, TimeSpan.Zero).ConfigureAwait(false);
        return lease;
    }

    private static ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(
        RunStore store, string owner, string agent, CancellationToken cancellationToken, TimeSpan? duration = null) =>
        store.ClaimAsync(new RunClaim { Lease = new StoreLease(owner, duration ?? Long), Agents = [agent] }, cancellationToken);

    private static Task<IReadOnlyList<ClaimedRun>> UntilClaimedAsync(
        RunStore store, string owner, CancellationToken cancellationToken, TimeSpan? duration = null) =>
        UntilAsync(() => ClaimAsync(store, owner, "agent", cancellationToken, duration), c => c.Count > 0);

    /// <summary>A lease runs out by the store's clock, which a check cannot set: it asks until it has.</summary>
    private static async Task<T> UntilAsync<T>(Func<ValueTask<T>> ask, Func<T, bool> isEnough)
    {
        while (true)
        {
            T answer = await ask().ConfigureAwait(false);
            if (isEnough(answer))
                return answer;
            await WaitAsync(TimeSpan.FromMilliseconds(5)).ConfigureAwait(false);
        }
    }

    private static Task WaitAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);
}
