namespace Agentry.Tests;

/// <summary>An in-memory store that a test can watch, break or fence at any commit.</summary>
internal sealed class HookedStore : RunStore
{
    private readonly InMemoryRunStore _inner = new();
    private int _commits;

    /// <summary>Called before each commit with its number, from 1; a result replaces the commit.</summary>
    public Func<StoreCommit, int, ValueTask<CommitResult?>> OnCommit { get; set; } = static (_, _) => default;

    public int Commits => Volatile.Read(ref _commits);

    public override bool IsDurable => _inner.IsDurable;

    public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
        await OnCommit(commit, Interlocked.Increment(ref _commits)) ?? await _inner.CommitAsync(commit, cancellationToken);

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
