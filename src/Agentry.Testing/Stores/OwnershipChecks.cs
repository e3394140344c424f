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
        foreach (var unknown in (StoreSubject[])[new(store, "r2"), new(store, "r1", "other")])
            Expect.Equal(AcquireOutcome.NoSuchRun, (await unknown.AcquireAsync().ConfigureAwait(false)).Outcome, $"taking over {unknown.Key}");
    }

    private static async Task Acquire_EachTime_RaisesTheEpoch(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        long last = run.Epoch;
        for (int i = 0; i < 3; i++)
        {
            AcquireResult next = await run.AcquireAsync().ConfigureAwait(false);
            Expect.Equal(AcquireOutcome.Acquired, next.Outcome, "taking over one's own run");
            Expect.True(next.Epoch > last, $"the epoch went from {last} to {next.Epoch}");
            last = next.Epoch;
        }

        await run.WriteAsync().ConfigureAwait(false);
        await run.ExpectLogAsync().ConfigureAwait(false);
    }

    private static async Task Commit_OfAnEarlierOwner_IsFenced(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        AcquireResult taken = await store.AcquireAsync(run.Key, new StoreLease(run.Owner, run.LeaseDuration), cancellationToken).ConfigureAwait(false);

        await run.TryAsync(run.Commit(), CommitOutcome.Fenced).ConfigureAwait(false);

        // Fenced even where it would be stale too: it must stop, not read on and try again.
        await run.TryAsync(run.Commit(expected: 7), CommitOutcome.Fenced).ConfigureAwait(false);
        run.Epoch = taken.Epoch;
        await run.WriteAsync().ConfigureAwait(false);
    }

    private static async Task Commit_OfAnEpochThatNobodyHas_IsFenced(RunStore store, CancellationToken cancellationToken)
    {
        var run = new StoreSubject(store, "r1");
        await run.WriteAsync().ConfigureAwait(false);
        await run.TryAsync(run.Commit() with { Epoch = 9 }, CommitOutcome.Fenced).ConfigureAwait(false);
    }
}
