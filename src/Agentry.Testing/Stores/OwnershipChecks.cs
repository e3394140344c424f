namespace Agentry.Testing;

/// <summary>Of all who think they own a run, only the last may write.</summary>
internal static class OwnershipChecks
{
    public static RunStoreCheck[] All { get; } =
    [
        new(nameof(Acquire_UnknownRun_IsNothing), Acquire_UnknownRun_IsNothing),
        new(nameof(Acquire_EachTime_RaisesTheEpoch), Acquire_EachTime_RaisesTheEpoch),
        new(nameof(Commit_OfAnEarlierOwner_IsFenced), Commit_OfAnEarlierOwner_IsFenced),
        new(nameof(Commit_OfAnEpochThatNobodyHas_IsFenced), Commit_OfAnEpochThatNobodyHas_IsFenced),
    ];

    private static async Task Acquire_UnknownRun_IsNothing(RunStore store, CancellationToken cancellationToken)
    {
        await new StoreSubject(store, "r1").WriteAsync().ConfigureAwait(false);
        Expect.Equal(null, await store.AcquireAsync(new RunKey("", new RunId("r2")), "me", cancellationToken).ConfigureAwait(false), "no such run");
        Expect.Equal(null, await store.AcquireAsync(new RunKey("other", new RunId("r1")), "me", cancellationToken).ConfigureAwait(false), "no such run there");
    }

    private static async Task Acquire_EachTime_RaisesTheEpoch(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        long last = run.Epoch;
        for (int i = 0; i < 3; i++)
        {
            long? next = await store.AcquireAsync(run.Key, "me", cancellationToken).ConfigureAwait(false);
            Expect.True(next > last, $"the epoch went from {last} to {next}");
            last = next!.Value;
        }

        run.Epoch = last;
        await run.WriteAsync().ConfigureAwait(false);
        await run.ExpectLogAsync().ConfigureAwait(false);
    }

    private static async Task Commit_OfAnEarlierOwner_IsFenced(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        long epoch = (await store.AcquireAsync(run.Key, "other", cancellationToken).ConfigureAwait(false))!.Value;

        await run.TryAsync(run.Commit(), CommitOutcome.Fenced).ConfigureAwait(false);

        // Fenced even where it would be stale too: it must stop, not read on and try again.
        await run.TryAsync(run.Commit(expected: 7), CommitOutcome.Fenced).ConfigureAwait(false);
        run.Epoch = epoch;
        await run.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Commit_OfAnEpochThatNobodyHas_IsFenced(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await run.TryAsync(run.Commit() with { Epoch = 9 }, CommitOutcome.Fenced).ConfigureAwait(false);
    }
}
