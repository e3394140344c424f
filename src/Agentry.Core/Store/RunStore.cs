namespace Agentry;

/// <summary>The port to where runs are kept. Core brings an in-memory one; durable stores are packages of their own.</summary>
/// <remarks>
/// Implementations are thread-safe. They treat events and blobs as bytes, check nothing but the conditions documented here, and throw
/// <see cref="RunStoreException"/> when they cannot do their work. Every method is confined to the tenant it is given.
/// </remarks>
public abstract class RunStore
{
    /// <summary>True when what was committed survives the process.</summary>
    public abstract bool IsDurable { get; }

    /// <summary>
    /// Writes a commit as a whole, if the run's last sequence is the expected one and the epoch is the current one. A creating commit is
    /// refused with <see cref="RunReasonCodes.KeyInFlight"/> when its idempotency key is taken (<see cref="CommitResult.ConflictingRun"/>
    /// names the run, whatever its status), and with <see cref="RunReasonCodes.ConversationBusy"/> when another run of its tenant's
    /// conversation is not over.
    /// </summary>
    public abstract ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default);

    /// <summary>Takes over a run that exists: raises its epoch, so that every commit of an earlier owner is fenced. Null: no such run.</summary>
    public abstract ValueTask<long?> AcquireAsync(RunKey run, string owner, CancellationToken cancellationToken = default);

    /// <summary>Puts a signal into the run's mailbox. Not fenced; anyone may send.</summary>
    public abstract ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default);

    /// <summary>The signals in the mailbox, in the order of arrival.</summary>
    public abstract ValueTask<IReadOnlyList<RunSignal>> ReadSignalsAsync(RunKey run, CancellationToken cancellationToken = default);

    /// <summary>The run's summary; null when this tenant has no such run.</summary>
    public abstract ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default);

    /// <summary>The run that was started under an idempotency key; null when there is none.</summary>
    public abstract ValueTask<RunSummary?> FindByKeyAsync(
        string tenant, string agent, string idempotencyKey, CancellationToken cancellationToken = default);

    /// <summary>The runs that match, the newest first.</summary>
    public abstract ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default);

    /// <summary>The events from a sequence on, as far as they are written now. Empty when this tenant has no such run.</summary>
    public abstract IAsyncEnumerable<StoredEvent> ReadAsync(
        RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default);

    /// <summary>The events from a sequence on, and then each new one as it is written, until the run is over.</summary>
    public abstract IAsyncEnumerable<StoredEvent> WatchAsync(
        RunKey run, long fromSequence = 1, CancellationToken cancellationToken = default);

    /// <summary>The content at an address of a tenant; null when it was never there or has been erased.</summary>
    public abstract ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default);

    /// <summary>Erases content for good. The log that points to it stays, and stays verifiable. False: there was nothing.</summary>
    public abstract ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default);
}
