using System.Collections.Concurrent;

namespace Agentry.Tests;

/// <summary>Remembers which runs were created in a store, of every tenant, so that a test's teardown can check all of them.</summary>
internal sealed class WitnessStore(RunStore inner) : RunStore
{
    private readonly ConcurrentQueue<RunKey> _created = new();

    public RunStore Inner => inner;

    public IReadOnlyCollection<RunKey> Created => _created;

    public override bool IsDurable => inner.IsDurable;

    public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
    {
        CommitResult result = await inner.CommitAsync(commit, cancellationToken);
        if (commit.ExpectedSequence == 0 && result.Outcome == CommitOutcome.Committed)
            _created.Enqueue(commit.Run);
        return result;
    }

    public override ValueTask<long?> AcquireAsync(RunKey run, string owner, CancellationToken cancellationToken = default) =>
        inner.AcquireAsync(run, owner, cancellationToken);

    public override ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default) =>
        inner.SignalAsync(run, signal, cancellationToken);

    public override ValueTask<IReadOnlyList<RunSignal>> ReadSignalsAsync(RunKey run, CancellationToken cancellationToken = default) =>
        inner.ReadSignalsAsync(run, cancellationToken);

    public override ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
        inner.GetAsync(run, cancellationToken);

    public override ValueTask<RunSummary?> FindByKeyAsync(
        string tenant, string agent, string idempotencyKey, CancellationToken cancellationToken = default) =>
        inner.FindByKeyAsync(tenant, agent, idempotencyKey, cancellationToken);

    public override ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        inner.ListAsync(query, cancellationToken);

    public override IAsyncEnumerable<StoredEvent> ReadAsync(RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(run, fromSequence, cancellationToken);

    public override IAsyncEnumerable<StoredEvent> WatchAsync(RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default) =>
        inner.WatchAsync(run, fromSequence, cancellationToken);

    public override ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        inner.ReadBlobAsync(tenant, address, cancellationToken);

    public override ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        inner.EraseBlobAsync(tenant, address, cancellationToken);
}
