namespace Agentry.Testing;

/// <summary>A store that passes everything on to another one. Override what a test wants to watch, to break or to delay.</summary>
public abstract class DelegatingRunStore : RunStore
{
    /// <summary>Wraps a store.</summary>
    protected DelegatingRunStore(RunStore inner) => Inner = inner;

    /// <summary>The wrapped store. A derived store may put another one in its place between runs.</summary>
    public RunStore Inner { get; protected set; }

    /// <inheritdoc/>
    public override bool IsDurable => Inner.IsDurable;

    /// <inheritdoc/>
    public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
        Inner.CommitAsync(commit, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<AcquireResult> AcquireAsync(RunKey run, StoreLease lease, CancellationToken cancellationToken = default) =>
        Inner.AcquireAsync(run, lease, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken = default) =>
        Inner.ClaimAsync(claim, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunKey>> RenewAsync(
        IReadOnlyList<RunLease> leases, TimeSpan duration, CancellationToken cancellationToken = default) =>
        Inner.RenewAsync(leases, duration, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask ReleaseAsync(RunLease lease, TimeSpan retryAfter, CancellationToken cancellationToken = default) =>
        Inner.ReleaseAsync(lease, retryAfter, cancellationToken);

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
    public override ValueTask<IReadOnlyList<RunKey>> ListSignalledAsync(string owner, CancellationToken cancellationToken = default) =>
        Inner.ListSignalledAsync(owner, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<KeyHolder?> FindKeyAsync(
        string tenant, string agent, string idempotencyKey, CancellationToken cancellationToken = default) =>
        Inner.FindKeyAsync(tenant, agent, idempotencyKey, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<ConversationHead> GetConversationAsync(
        string tenant, string conversation, CancellationToken cancellationToken = default) =>
        Inner.GetConversationAsync(tenant, conversation, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        Inner.ListAsync(query, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<LedgerRecord>> ListLedgerAsync(LedgerQuery query, CancellationToken cancellationToken = default) =>
        Inner.ListLedgerAsync(query, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ApprovalRecord>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default) =>
        Inner.ListApprovalsAsync(query, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<AccountBalance>> ReadAccountsAsync(
        string tenant, IReadOnlyList<AccountPart> parts, CancellationToken cancellationToken = default) =>
        Inner.ReadAccountsAsync(tenant, parts, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<HeldClaim>> ReadClaimsAsync(RunKey run, CancellationToken cancellationToken = default) =>
        Inner.ReadClaimsAsync(run, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken = default) =>
        Inner.ListTenantsAsync(cancellationToken);

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

    /// <inheritdoc/>
    public override ValueTask<int> PruneAsync(RunPrune prune, CancellationToken cancellationToken = default) =>
        Inner.PruneAsync(prune, cancellationToken);
}
