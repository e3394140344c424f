using System.Runtime.CompilerServices;

namespace Agentry.Testing;

/// <summary>Watching: what is there, then what comes, until the run is over.</summary>
internal static class WatchChecks
{
    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Watch_RunThatIsOver_GivesItsEventsAndEnds), Watch_RunThatIsOver_GivesItsEventsAndEnds),
        new(nameof(Watch_RunAtWork_GivesEachEventAsItIsWritten), Watch_RunAtWork_GivesEachEventAsItIsWritten),
        new(nameof(Watch_SuspendedRun_GoesOn), Watch_SuspendedRun_GoesOn),
        new(nameof(Watch_FromTheFuture_GivesNothingBeforeIt), Watch_FromTheFuture_GivesNothingBeforeIt),
        new(nameof(Watch_Waiting_CanBeCancelled), Watch_Waiting_CanBeCancelled),
        new(nameof(Watch_UnknownRun_EndsAtOnce), Watch_UnknownRun_EndsAtOnce),
    ];

    private static async Task Watch_RunThatIsOver_GivesItsEventsAndEnds(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(events: 4, RunStatus.Completed).ConfigureAwait(false);
        foreach (int from in (int[])[0, 1, 3, 4, 5, 50])
        {
            List<StoredEvent> seen = await store.WatchAsync(run.Key, from, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            Expect.Sequence(
                Enumerable.Range(1, 4).Select(i => (long)i).Where(i => i >= from), seen.Select(e => e.Sequence), $"the events watched from {from} on");
        }
    }

    private static async Task Watch_RunAtWork_GivesEachEventAsItIsWritten(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(events: 2).ConfigureAwait(false);
        IAsyncEnumerator<StoredEvent> early = store.WatchAsync(run.Key, 0, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable closeEarly = early.ConfigureAwait(false);
        IAsyncEnumerator<StoredEvent> late = store.WatchAsync(run.Key, 2, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable closeLate = late.ConfigureAwait(false);
        await NextAsync(early, 1, 2).ConfigureAwait(false);
        await NextAsync(late, 2).ConfigureAwait(false);
        for (int sequence = 3; sequence <= 6; sequence++)
        {
            Task<bool> waiting = late.MoveNextAsync().AsTask();
            await run.WriteAsync(status: sequence == 6 ? RunStatus.Failed : RunStatus.Running).ConfigureAwait(false);
            Expect.Equal(true, await waiting.ConfigureAwait(false), $"the watch at {sequence}");
            Expect.Equal(sequence, late.Current.Sequence, "the event watched");
            Expect.Bytes(run.Written[sequence - 1].Payload, late.Current.Payload, $"payload {sequence}");
        }

        await NextAsync(early, 3, 4, 5, 6).ConfigureAwait(false);
        Expect.Equal(false, await early.MoveNextAsync().ConfigureAwait(false), "a further event of a run that is over");
        Expect.Equal(false, await late.MoveNextAsync().ConfigureAwait(false), "a further event of a run that is over");
    }

    private static async Task Watch_SuspendedRun_GoesOn(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync(status: RunStatus.AwaitingApproval).ConfigureAwait(false);
        IAsyncEnumerator<StoredEvent> watch = store.WatchAsync(run.Key, 1, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable close = watch.ConfigureAwait(false);
        await NextAsync(watch, 1).ConfigureAwait(false);
        Task<bool> waiting = watch.MoveNextAsync().AsTask();
        await run.AcquireAsync().ConfigureAwait(false);
        await run.WriteAsync(status: RunStatus.Completed).ConfigureAwait(false);
        Expect.Equal(true, await waiting.ConfigureAwait(false), "the event after the suspension");
        Expect.Equal(false, await watch.MoveNextAsync().ConfigureAwait(false), "an event after the end");
    }

    private static async Task Watch_FromTheFuture_GivesNothingBeforeIt(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        IAsyncEnumerator<StoredEvent> watch = store.WatchAsync(run.Key, 4, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable close = watch.ConfigureAwait(false);
        Task<bool> waiting = watch.MoveNextAsync().AsTask();
        await run.WriteAsync().ConfigureAwait(false);
        await run.WriteAsync(events: 3).ConfigureAwait(false);
        Expect.Equal(true, await waiting.ConfigureAwait(false), "the watch");
        Expect.Equal(4, watch.Current.Sequence, "the first event watched");
        await NextAsync(watch, 5).ConfigureAwait(false);
    }

    private static async Task Watch_Waiting_CanBeCancelled(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<StoredEvent> watch = store.WatchAsync(run.Key, 1, stop.Token).GetAsyncEnumerator(stop.Token);
        await using ConfiguredAsyncDisposable close = watch.ConfigureAwait(false);
        await NextAsync(watch, 1).ConfigureAwait(false);
        Task<bool> waiting = watch.MoveNextAsync().AsTask();
        Expect.Equal(false, waiting.IsCompleted, "the watch had something to say");
        await stop.CancelAsync().ConfigureAwait(false);
        await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Expect.Equal(true, waiting.IsCanceled, "the watch was cancelled");
    }

    private static async Task Watch_UnknownRun_EndsAtOnce(RunStore store, CancellationToken cancellationToken) => Expect.Equal(
        0,
        await store.WatchAsync(new RunKey("", new RunId("nobody")), 1, cancellationToken).CountAsync(cancellationToken).ConfigureAwait(false),
        "events of no run");

    private static async Task NextAsync(IAsyncEnumerator<StoredEvent> watch, params long[] expected)
    {
        foreach (long sequence in expected)
        {
            Expect.Equal(true, await watch.MoveNextAsync().ConfigureAwait(false), $"the watch at {sequence}");
            Expect.Equal(sequence, watch.Current.Sequence, "the event watched");
        }
    }
}
