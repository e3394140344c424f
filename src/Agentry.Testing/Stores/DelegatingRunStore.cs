namespace Agentry.Testing;

/// <summary>A store that passes everything on to another one. Override what a test wants to watch, to break or to delay.</summary>
public abstract class DelegatingRunStore : RunStore
{
    /// <summary>Wraps a store.</summary>
    protected DelegatingRunStore(RunStore inner) => Inner = inner;

    /// <summary>The wrapped store.</summary>
    public RunStore Inner { get; }

    /// <inheritdoc/>
    public override bool IsDurable => Inner.IsDurable;

    /// <inheritdoc/>
    public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
        Inner.CommitAsync(commit, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<long?> AcquireAsync(RunKey run, string owner, CancellationToken cancellationToken = default) =>
        Inner.AcquireAsync(run, owner, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default) =>
        Inner.SignalAsync(run, signal, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunSignal>> ReadSignalsAsync(RunKey run, CancellationToken cancellationToken = default) =>
        Inner.ReadSignalsAsync(run, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
        Inner.GetAsync(run, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<RunSummary?> FindByKeyAsync(
        string tenant, string agent, string idempotencyKey, CancellationToken cancellationToken = default) =>
        Inner.FindByKeyAsync(tenant, agent, idempotencyKey, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        Inner.ListAsync(query, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoredEvent> ReadAsync(
        RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default) =>
        Inner.ReadAsync(run, fromSequence, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoredEvent> WatchAsync(
        RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default) =>
        Inner.WatchAsync(run, fromSequence, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        Inner.ReadBlobAsync(tenant, address, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        Inner.EraseBlobAsync(tenant, address, cancellationToken);
}
