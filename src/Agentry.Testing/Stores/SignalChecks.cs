namespace Agentry.Testing;

/// <summary>The mailbox of a run: anyone may send, each signal arrives once, the owner takes it out with what it made of it.</summary>
internal static class SignalChecks
{
    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Signal_Several_AreReadInOrderOfArrival), Signal_Several_AreReadInOrderOfArrival),
        new(nameof(Signal_SameIdAgain_IsADuplicate), Signal_SameIdAgain_IsADuplicate),
        new(nameof(Signal_Consumed_LeavesTheMailboxWithTheCommit), Signal_Consumed_LeavesTheMailboxWithTheCommit),
        new(nameof(Signal_CommitNotWritten_StaysInTheMailbox), Signal_CommitNotWritten_StaysInTheMailbox),
        new(nameof(Signal_UnknownRun_IsNoSuchRun), Signal_UnknownRun_IsNoSuchRun),
        new(nameof(Signal_RunThatIsOver_IsRunEnded), Signal_RunThatIsOver_IsRunEnded),
        new(nameof(Signal_RunWithAnotherOwner_IsAccepted), Signal_RunWithAnotherOwner_IsAccepted),
    ];

    private static RunSignal Signal(string id, string? body = null) => new(id, "note", "somebody", body);

    private static async Task Signal_Several_AreReadInOrderOfArrival(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await ExpectMailboxAsync(store, run.Key).ConfigureAwait(false);
        RunSignal[] sent = [Signal("b", "first"), Signal("c"), Signal("a", "last")];
        foreach (RunSignal signal in sent)
            await SendAsync(store, run.Key, signal, SignalResult.Accepted).ConfigureAwait(false);
        await ExpectMailboxAsync(store, run.Key, sent).ConfigureAwait(false);
        await ExpectMailboxAsync(store, run.Key, sent).ConfigureAwait(false);
    }

    private static async Task Signal_SameIdAgain_IsADuplicate(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await SendAsync(store, run.Key, Signal("a", "first"), SignalResult.Accepted).ConfigureAwait(false);
        await SendAsync(store, run.Key, Signal("a", "second"), SignalResult.Duplicate).ConfigureAwait(false);
        await ExpectMailboxAsync(store, run.Key, Signal("a", "first")).ConfigureAwait(false);

        // Another run knows nothing of that id.
        var other = new StoreSubject(store, "r2");
        await other.WriteAsync().ConfigureAwait(false);
        await SendAsync(store, other.Key, Signal("a"), SignalResult.Accepted).ConfigureAwait(false);
    }

    private static async Task Signal_Consumed_LeavesTheMailboxWithTheCommit(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        foreach (string id in (string[])["a", "b", "c"])
            await SendAsync(store, run.Key, Signal(id), SignalResult.Accepted).ConfigureAwait(false);
        StoreCommit commit = run.Commit() with { ConsumedSignals = ["a", "c"] };
        Expect.Equal(CommitOutcome.Committed, (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false)).Outcome, "the commit");
        await ExpectMailboxAsync(store, run.Key, Signal("b")).ConfigureAwait(false);

        // What was answered is not asked again.
        await SendAsync(store, run.Key, Signal("a"), SignalResult.Duplicate).ConfigureAwait(false);
        await ExpectMailboxAsync(store, run.Key, Signal("b")).ConfigureAwait(false);
    }

    private static async Task Signal_CommitNotWritten_StaysInTheMailbox(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(events: 2).ConfigureAwait(false);
        await SendAsync(store, run.Key, Signal("a"), SignalResult.Accepted).ConfigureAwait(false);
        await run.TryAsync(run.Commit(expected: 1) with { ConsumedSignals = ["a"] }, CommitOutcome.Stale).ConfigureAwait(false);
        await run.TryAsync(run.Commit() with { Epoch = 9, ConsumedSignals = ["a"] }, CommitOutcome.Fenced).ConfigureAwait(false);
        await ExpectMailboxAsync(store, run.Key, Signal("a")).ConfigureAwait(false);
    }

    private static async Task Signal_UnknownRun_IsNoSuchRun(RunStore store, CancellationToken cancellationToken)
    {
        await new StoreSubject(store, "r1", "mine").WriteAsync().ConfigureAwait(false);
        await SendAsync(store, new RunKey("mine", new RunId("r2")), Signal("a"), SignalResult.NoSuchRun).ConfigureAwait(false);
        await SendAsync(store, new RunKey("", new RunId("r1")), Signal("a"), SignalResult.NoSuchRun).ConfigureAwait(false);
        await ExpectMailboxAsync(store, new RunKey("mine", new RunId("r1"))).ConfigureAwait(false);
        await ExpectMailboxAsync(store, new RunKey("", new RunId("r1"))).ConfigureAwait(false);
    }

    private static async Task Signal_RunThatIsOver_IsRunEnded(RunStore store, CancellationToken cancellationToken)
    {
        foreach (RunStatus status in Enum.GetValues<RunStatus>())
        {
            var run = new StoreSubject(store, $"r-{status}");
            await run.WriteAsync(status: status).ConfigureAwait(false);
            SignalResult expected = status.IsTerminal() ? SignalResult.RunEnded : SignalResult.Accepted;
            await SendAsync(store, run.Key, Signal("a"), expected).ConfigureAwait(false);

            // Sent again it must not look as if the first one had arrived.
            await SendAsync(store, run.Key, Signal("a"), status.IsTerminal() ? expected : SignalResult.Duplicate).ConfigureAwait(false);
        }
    }

    private static async Task Signal_RunWithAnotherOwner_IsAccepted(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await run.AcquireAsync().ConfigureAwait(false);
        await SendAsync(store, run.Key, Signal("a"), SignalResult.Accepted).ConfigureAwait(false);
    }

    private static async Task SendAsync(RunStore store, RunKey run, RunSignal signal, SignalResult expected) =>
        Expect.Equal(expected, await store.SignalAsync(run, signal).ConfigureAwait(false), $"the signal {signal.Id} to {run}");

    private static async Task ExpectMailboxAsync(RunStore store, RunKey run, params RunSignal[] expected) =>
        Expect.Sequence(expected, await store.ReadSignalsAsync(run).ConfigureAwait(false), $"the mailbox of {run}");
}
