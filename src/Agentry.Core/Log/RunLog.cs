using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// The owner's end of a run's log: appends events, keeps the state, and writes to the store in commits. Events appended while a commit is
/// under way go into the next one together.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, and late outcomes may come after the run.")]
internal sealed class RunLog(RunStore store, RunKey run, TimeProvider time, byte[]? signingKey, string? correlationId)
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private List<StoredEvent> _events = [];
    private List<StoredBlob> _blobs = [];
    private List<string>? _consumed;
    private byte[] _head = HashChain.Root(run, signingKey);
    private long _committed;
    private AgentryException? _fault;

    public RunKey Run => run;

    public RunState State { get; } = new();

    public long Epoch { get; private set; } = 1;

    /// <summary>Goes on with a log that exists, as its owner of this epoch.</summary>
    public void Load(IEnumerable<(RunLogEntry Entry, StoredEvent Stored)> entries, long epoch)
    {
        foreach ((RunLogEntry entry, StoredEvent stored) in entries)
        {
            State.Apply(entry);
            _head = stored.Hash.ToArray();
        }

        _committed = State.Sequence;
        Epoch = epoch;
    }

    /// <summary>Adds an event. It is not stored before <see cref="FlushAsync"/>.</summary>
    public long Append(RunEvent @event, string actor)
    {
        lock (_lock)
        {
            var entry = new RunLogEntry
            {
                RunId = run.RunId,
                Sequence = State.Sequence + 1,
                At = time.GetUtcNow(),
                Actor = actor,
                CorrelationId = correlationId,
                Event = @event,
            };
            byte[] payload = RunLogSerializer.Encode(entry);
            _head = HashChain.Next(_head, payload, signingKey);
            _events.Add(new StoredEvent(entry.Sequence, payload, _head));
            State.Apply(entry);
            return entry.Sequence;
        }
    }

    public BlobRef Add(ChatMessage message) => Add(BlobWriter.OfMessage(message));

    public BlobRef Add((StoredBlob Blob, BlobRef Reference) made)
    {
        lock (_lock)
            _blobs.Add(made.Blob);
        return made.Reference;
    }

    public void Consume(string signalId)
    {
        lock (_lock)
            (_consumed ??= []).Add(signalId);
    }

    /// <summary>Stores everything appended so far. Not cancellable: what has happened must be written down.</summary>
    /// <exception cref="RunStoreException">The store failed, or the run has another owner; this log writes no more.</exception>
    /// <exception cref="RunRefusedException">The store refused to create the run.</exception>
    public async ValueTask FlushAsync()
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            StoreCommit? commit = Take();
            if (commit is not null)
                await CommitAsync(commit).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private StoreCommit? Take()
    {
        lock (_lock)
        {
            if (_fault is not null)
                throw _fault;
            if (_events.Count == 0)
                return null;
            var commit = new StoreCommit
            {
                Run = run,
                ExpectedSequence = _committed,
                Epoch = Epoch,
                Events = _events,
                Blobs = _blobs,
                ConsumedSignals = _consumed ?? (IReadOnlyList<string>)[],
                Summary = Summarize(),
            };
            _events = [];
            _blobs = [];
            _consumed = null;
            return commit;
        }
    }

    private async ValueTask CommitAsync(StoreCommit commit)
    {
        CommitResult result;
        try
        {
            result = await store.CommitAsync(commit, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw Fail(e as RunStoreException ?? new RunStoreException(
                $"The run store could not write run {run}: {e.GetType().Name}. The run did not advance; resume it when the store is well again.",
                FailureClass.Transient,
                run.RunId,
                e));
        }

        switch (result.Outcome)
        {
            case CommitOutcome.Committed:
                _committed += commit.Events.Count;
                break;
            case CommitOutcome.Refused:
                throw Fail(new RunRefusedException(result.Reason ?? "refused", result.ConflictingRun, run.RunId));
            default:
                throw Fail(new RunStoreException(
                    $"Run {run} belongs to another owner now ({result.Outcome}); this one stops without writing.",
                    FailureClass.Refused,
                    run.RunId));
        }
    }

    private AgentryException Fail(AgentryException fault)
    {
        lock (_lock)
            return _fault ??= fault;
    }

    private RunSummary Summarize() => new()
    {
        Run = run,
        Agent = State.Started?.Agent ?? "",
        Status = State.Status,
        Reason = State.Reason,
        Subject = State.Started?.Caller.Subject ?? "",
        ConversationId = State.Started?.ConversationId,
        ParentRun = State.Started?.ParentRun,
        IdempotencyKey = State.Started?.IdempotencyKey,
        RequestHash = State.Started?.RequestHash,
        StartedAt = State.StartedAt,
        UpdatedAt = State.UpdatedAt,
        Sequence = State.Sequence,
        Turns = State.Turns,
        ToolCalls = State.ToolCalls,
        Tokens = State.InputTokens + State.OutputTokens,
    };
}
