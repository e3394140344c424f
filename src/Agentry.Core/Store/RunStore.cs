namespace Agentry;

/// <summary>The port to where runs are kept. Core brings an in-memory one; durable stores are packages of their own.</summary>
/// <remarks>
/// Implementations are thread-safe. They treat events and blobs as bytes, check nothing but the conditions documented here, and throw
/// <see cref="RunStoreException"/> when they cannot do their work. Leases, keys and wake times are judged by the store's own clock, never by a
/// worker's. Every method that names a tenant is confined to it; those that do not are for the host itself.
/// </remarks>
public abstract class RunStore
{
    /// <summary>True when what was committed survives the process.</summary>
    public abstract bool IsDurable { get; }

    /// <summary>
    /// Writes a commit as a whole, if the run's last sequence is the expected one and the epoch is the current one. A creating commit is
    /// refused with <see cref="RunReasonCodes.KeyInFlight"/> when its idempotency key is taken, not expired, and not held by
    /// <see cref="StoreCommit.TakesKeyFrom"/> (<see cref="CommitResult.ConflictingRun"/> names the run, whatever its status), with <see cref="RunReasonCodes.ConversationBusy"/> when
    /// another run of its tenant's conversation is not over, and with <see cref="RunReasonCodes.ConversationMoved"/> when the conversation's last
    /// run is not <see cref="StoreCommit.PreviousRun"/>. Claims on accounts are answered in <see cref="CommitResult.RefusedClaims"/>: they are no condition.
    /// </summary>
    public abstract ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes over a run: raises its epoch, so that every commit of an earlier owner is fenced. Refused while another owner's lease runs.
    /// An owner may take its own run over again. Who asks does not wait for the <c>retryAfter</c> of a release, and ends it.
    /// </summary>
    public abstract ValueTask<AcquireResult> AcquireAsync(RunKey run, StoreLease lease, CancellationToken cancellationToken = default);

    /// <summary>
    /// Hands out runs of any tenant that need a worker and have none: running ones whose lease ran out or was given back, suspended ones with
    /// signals in the mailbox or whose <see cref="RunSummary.WakeAt"/> has come. Each goes to one caller, under a new epoch.
    /// </summary>
    public abstract ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken = default);

    /// <summary>Extends leases of one owner.</summary>
    /// <returns>Those that it does not hold any more: a newer epoch exists, or the run is suspended or over.</returns>
    public abstract ValueTask<IReadOnlyList<RunKey>> RenewAsync(
        IReadOnlyList<RunLease> leases, TimeSpan duration, CancellationToken cancellationToken = default);

    /// <summary>Gives a run back before its lease runs out. It is not handed out again before <paramref name="retryAfter"/> has passed. Nothing happens under another epoch.</summary>
    public abstract ValueTask ReleaseAsync(RunLease lease, TimeSpan retryAfter, CancellationToken cancellationToken = default);

    /// <summary>Puts a signal into the run's mailbox. Not fenced; anyone may send.</summary>
    public abstract ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default);

    /// <summary>The signals in the mailbox, in the order of arrival.</summary>
    public abstract ValueTask<IReadOnlyList<RunSignal>> ReadSignalsAsync(RunKey run, CancellationToken cancellationToken = default);

    /// <summary>The runs at work under an owner's lease that have signals in their mailbox.</summary>
    public abstract ValueTask<IReadOnlyList<RunKey>> ListSignalledAsync(string owner, CancellationToken cancellationToken = default);

    /// <summary>The run's summary; null when this tenant has no such run.</summary>
    public abstract ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default);

    /// <summary>Who was started under an idempotency key last; null when nobody was.</summary>
    public abstract ValueTask<KeyHolder?> FindKeyAsync(
        string tenant, string agent, string idempotencyKey, CancellationToken cancellationToken = default);

    /// <summary>How a conversation stands.</summary>
    public abstract ValueTask<ConversationHead> GetConversationAsync(
        string tenant, string conversation, CancellationToken cancellationToken = default);

    /// <summary>The runs that match, the newest first.</summary>
    public abstract ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default);

    /// <summary>The ledger entries that match, the latest change first.</summary>
    public abstract ValueTask<IReadOnlyList<LedgerRecord>> ListLedgerAsync(LedgerQuery query, CancellationToken cancellationToken = default);

    /// <summary>What waits for people, what has waited longest first.</summary>
    public abstract ValueTask<IReadOnlyList<ApprovalRecord>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default);

    /// <summary>How accounts stand, in the order asked for, and whether each part would be taken now. A look: nothing is taken, and the next claim may find it otherwise.</summary>
    public abstract ValueTask<IReadOnlyList<AccountBalance>> ReadAccountsAsync(
        string tenant, IReadOnlyList<AccountPart> parts, CancellationToken cancellationToken = default);

    /// <summary>The claims of a run that were granted: the open ones, and at least the last <see cref="AccountClaim.RememberedSettlements"/> settled. One that its log leaves open and that is not here was refused.</summary>
    public abstract ValueTask<IReadOnlyList<HeldClaim>> ReadClaimsAsync(RunKey run, CancellationToken cancellationToken = default);

    /// <summary>The tenants that have runs, in ordinal order.</summary>
    public abstract ValueTask<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken = default);

    /// <summary>The events from a sequence on, as far as they are written now. Empty when this tenant has no such run.</summary>
    public abstract IAsyncEnumerable<StoredEvent> ReadAsync(
        RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default);

    /// <summary>The events from a sequence on, and then each new one as it is written, until the run is over.</summary>
    public abstract IAsyncEnumerable<StoredEvent> WatchAsync(
        RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default);

    /// <summary>The content at an address of a tenant; <see cref="StoredBlob.IsErased"/> when it was erased; null when it was never there or went with its run.</summary>
    public abstract ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default);

    /// <summary>Erases content for good. The log that points to it stays, and stays verifiable. False: there was nothing.</summary>
    public abstract ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets runs that are over, with their events, content, signals, ledger entries, claims and own accounts (<see cref="AccountKey.OfRun"/>). A child
    /// run stays while its parent is not over. Their idempotency keys stay, expired, so that whoever uses one again is told; other accounts stay,
    /// except those whose period or window is over and that nobody claimed from since <see cref="RunPrune.EndedBefore"/>.
    /// </summary>
    /// <returns>How many runs were forgotten.</returns>
    public abstract ValueTask<int> PruneAsync(RunPrune prune, CancellationToken cancellationToken = default);
}
