namespace Agentry.Benchmarks;

/// <summary>The in-memory store, emptied between batches so that none of them pays for the runs of another, with its commits counted.</summary>
internal sealed class TurnStore : RunStore
{
    private InMemoryRunStore _inner = new();
    private int _commits;

    public int Commits => Volatile.Read(ref _commits);

    public override bool IsDurable => true;

    public void Empty() => _inner = new InMemoryRunStore();

    public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _commits);
        return _inner.CommitAsync(commit, cancellationToken);
    }

    public override ValueTask<long?> AcquireAsync(RunKey run, string owner, CancellationToken cancellationToken = default) =>
        _inner.AcquireAsync(run, owner, cancellationToken);

    public override ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default) =>
        _inner.SignalAsync(run, signal, cancellationToken);

    public override ValueTask<IReadOnlyList<RunSignal>> ReadSignalsAsync(RunKey run, CancellationToken cancellationToken = default) =>
        _inner.ReadSignalsAsync(run, cancellationToken);

    public override ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
        _inner.GetAsync(run, cancellationToken);

    public override ValueTask<RunSummary?> FindByKeyAsync(
        string tenant, string agent, string idempotencyKey, CancellationToken cancellationToken = default) =>
        _inner.FindByKeyAsync(tenant, agent, idempotencyKey, cancellationToken);

    public override ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        _inner.ListAsync(query, cancellationToken);

    public override IAsyncEnumerable<StoredEvent> ReadAsync(RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default) =>
        _inner.ReadAsync(run, fromSequence, cancellationToken);

    public override IAsyncEnumerable<StoredEvent> WatchAsync(RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default) =>
        _inner.WatchAsync(run, fromSequence, cancellationToken);

    public override ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        _inner.ReadBlobAsync(tenant, address, cancellationToken);

    public override ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        _inner.EraseBlobAsync(tenant, address, cancellationToken);
}
