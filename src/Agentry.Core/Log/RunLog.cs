using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// The owner's end of a run's log: appends events, keeps the state, and writes to the store in commits. Events appended while a commit is
/// under way go into the next one together.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, and late outcomes may come after the run.")]
internal sealed class RunLog(AgentryRuntime runtime, RunKey run, string? correlationId)
{
    private readonly RunStore _store = runtime.Store;
    private readonly TimeProvider _time = runtime.Time;
    private readonly byte[]? _signingKey = runtime.SigningKey;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private List<StoredEvent> _events = [];
    private List<StoredBlob> _blobs = [];
    private List<string>? _consumed;
    private List<LedgerEntry>? _ledger;
    private List<ApprovalEntry>? _approvals;
    private List<AccountClaim>? _claims;
    private List<ClaimSettlement>? _settlements;
    private Dictionary<string, ClaimRefusal>? _refusedClaims;
    private EventObservers? _observers;
    private bool _progress;
    private long _heldUntil = long.MaxValue;
    private byte[] _head = HashChain.Root(run, runtime.SigningKey);
    private long _committed;
    private StoreCommit? _refused;
    private AgentryException? _fault;

    public RunKey Run => run;

    public RunState State { get; } = new();

    public long Epoch { get; private set; } = 1;

    /// <summary>The run that a creating commit continues.</summary>
    public RunId? PreviousRun { get; init; }

    /// <summary>The failed run whose idempotency key a creating commit takes over.</summary>
    public RunId? TakesKeyFrom { get; init; }

    /// <summary>True once the run is in the store.</summary>
    public bool IsCreated => Volatile.Read(ref _committed) > 0;

    /// <summary>The lease under which this log writes.</summary>
    public RunLease Lease => new(run, runtime.Owner, Epoch);

    /// <summary>False once the lease has run out by this process's own clock: what has not begun by then must not begin.</summary>
    public bool IsHeld => _time.GetTimestamp() < Volatile.Read(ref _heldUntil) && _fault is null;

    /// <summary>The lease was granted or renewed by a request that began at this timestamp.</summary>
    public void Extend(long requestedAt) =>
        Volatile.Write(ref _heldUntil, requestedAt + (long)(runtime.Durability.LeaseDuration.TotalSeconds * _time.TimestampFrequency));

    /// <summary>True once the store refused a commit because another owner has the run.</summary>
    public bool IsRefused => _refused is not null;

    /// <summary>Asks the store whether the run is still this owner's, and if so for a new lease.</summary>
    public async ValueTask<bool> RenewAsync()
    {
        long begun = _time.GetTimestamp();
        if ((await _store.RenewAsync([Lease], runtime.Durability.LeaseDuration, CancellationToken.None).ConfigureAwait(false)).Count > 0)
            return false;
        Extend(begun);
        return true;
    }

    /// <summary>Goes on under a newer epoch, which the store gave to this owner while it was at work. False: this log writes no more.</summary>
    public async ValueTask<bool> AdoptAsync(long epoch, long requestedAt)
    {
        // Not between a commit and its answer: it was made under the earlier epoch.
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_fault is not null || epoch <= Epoch)
                return false;
            Epoch = epoch;
            Extend(requestedAt);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

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
    public long Append(RunEvent @event, string actor) => Append(@event, actor, null);

    /// <summary>Adds an event and a claim that is stored with it. After <see cref="FlushAsync"/>, <see cref="TakeRefusal"/> tells whether it was granted.</summary>
    public long Append(RunEvent @event, string actor, AccountClaim? claim)
    {
        lock (_lock)
        {
            if (claim is not null)
                (_claims ??= []).Add(claim);
            var entry = new RunLogEntry
            {
                RunId = run.RunId,
                Sequence = State.Sequence + 1,
                At = _time.GetUtcNow(),
                Actor = actor,
                CorrelationId = correlationId,
                Event = @event,
            };
            byte[] payload = RunLogSerializer.Encode(entry);
            _head = HashChain.Next(_head, payload, _signingKey);
            _events.Add(new StoredEvent(entry.Sequence, payload, _head));
            State.Apply(entry);
            if (LedgerProjection.Of(entry, State) is { } line)
                (_ledger ??= new(1)).Add(line);
            if (ApprovalProjection.Of(entry, State) is { } question)
                (_approvals ??= []).Add(question);

            // A worker that came and asked the model again got no further than the one before.
            _progress |= @event is not (RunResumed or ModelInterrupted or LatencyBreached);
            _observers?.Tell(@event);
            return entry.Sequence;
        }
    }

    /// <summary>Tells of every event from now on.</summary>
    public void Observe(Action<RunEvent> observer)
    {
        lock (_lock)
            (_observers ??= new EventObservers(runtime.Logger, run.RunId)).Add(observer);
    }

    /// <summary>True when the run has another call like this one whose effect may have happened, as far as anybody knows.</summary>
    public bool HasUnknownLike(string tool, string argumentsHash, string key)
    {
        // Under a foreign loop other calls write at the same time.
        lock (_lock)
        {
            IReadOnlyList<CallState> calls = State.Calls;
            for (int i = 0; i < calls.Count; i++)
            {
                if (calls[i] is { IsInDoubt: true, Intent: { } intent } && intent.ArgumentsHash == argumentsHash && intent.Tool == tool && intent.Key != key)
                    return true;
            }
        }

        return false;
    }

    /// <summary>The last question to people about the call of a key.</summary>
    public ApprovalState? ApprovalOf(string key)
    {
        lock (_lock)
            return State.Questions.OfCall(key);
    }

    /// <summary>A question by its id.</summary>
    public ApprovalState? FindApproval(string id)
    {
        lock (_lock)
            return State.Questions.Find(id);
    }

    /// <summary>The arguments that a person put in place of those of the call of a key.</summary>
    public BlobRef? EditedArguments(string key)
    {
        lock (_lock)
            return State.Questions.EditedArguments(key);
    }

    public BlobRef Add(ChatMessage message) => Add(BlobWriter.OfMessage(message));

    public BlobRef Add((StoredBlob Blob, BlobRef Reference) made)
    {
        lock (_lock)
            _blobs.Add(made.Blob);
        return made.Reference;
    }

    /// <summary>Says what a claim came to; stored with the next commit, which an event makes.</summary>
    public void Settle(ClaimSettlement settlement)
    {
        lock (_lock)
            (_settlements ??= []).Add(settlement);
    }

    /// <summary>Writes what a reservation came to, unless that is written or the run is over: then its end has settled it.</summary>
    public void TrySettle(SpendSettled settled, ClaimSettlement? settlement, bool wasReserved)
    {
        lock (_lock)
        {
            if (State.Status.IsTerminal() || (wasReserved && !State.OpenSpend.Any(o => o.Id == settled.Id)))
                return;
            if (settlement is not null)
                Settle(settlement);
            Append(settled, Actors.Agentry);
        }
    }

    /// <summary>Writes a breach that is noticed beside what the run does, if it is at work; that of its own target once.</summary>
    public bool TryBreach(LatencyBreached breach)
    {
        lock (_lock)
        {
            if (State.Status != RunStatus.Running || _fault is not null || (breach.IsOfRunTarget && State.HasMissedTarget))
                return false;
            Append(breach, Actors.Agentry);
            return true;
        }
    }

    /// <summary>Writes a warning, the first of its budget and part.</summary>
    public bool TryWarn(BudgetWarned warned)
    {
        lock (_lock)
        {
            if (State.HasWarned(warned.Account, warned.Threshold))
                return false;
            Append(warned, Actors.Agentry);
            return true;
        }
    }

    /// <summary>The refusal of a claim that was stored, once; null when it was granted.</summary>
    public ClaimRefusal? TakeRefusal(string claimId)
    {
        lock (_lock)
            return _refusedClaims is not null && _refusedClaims.Remove(claimId, out ClaimRefusal? refusal) ? refusal : null;
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

    /// <summary>What executions here came to and this log cannot write any more, because the run has another owner; with the JSON of the answers.</summary>
    public IReadOnlyList<(RunLogEntry Entry, ToolCompleted Completed, ReadOnlyMemory<byte> Answer)> UnwrittenOutcomes()
    {
        lock (_lock)
        {
            List<(RunLogEntry, ToolCompleted, ReadOnlyMemory<byte>)> found = [];
            StoredBlob[] blobs = [.. _refused?.Blobs ?? [], .. _blobs];
            foreach (StoredEvent stored in (StoredEvent[])[.. _refused?.Events ?? [], .. _events])
            {
                RunLogEntry entry = RunLogSerializer.Decode(run.RunId, stored);
                if (entry.Event is ToolCompleted { Late: false, Result: { } result } completed && Array.Find(blobs, b => b.Address == result.Address) is { } answer)
                    found.Add((entry, completed, answer.Content));
            }

            return found;
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
                Lease = runtime.Lease,
                Events = _events,
                Blobs = _blobs,
                ConsumedSignals = _consumed ?? (IReadOnlyList<string>)[],
                Ledger = _ledger ?? (IReadOnlyList<LedgerEntry>)[],
                Approvals = _approvals ?? (IReadOnlyList<ApprovalEntry>)[],
                Claims = _claims ?? (IReadOnlyList<AccountClaim>)[],
                Settlements = _settlements ?? (IReadOnlyList<ClaimSettlement>)[],
                IsProgress = _progress,
                PreviousRun = PreviousRun,
                TakesKeyFrom = TakesKeyFrom,
                KeyLifetime = runtime.Durability.IdempotencyKeyLifetime,
                Summary = Summarize(),
            };
            _events = [];
            _blobs = [];
            _consumed = null;
            _ledger = null;
            _approvals = null;
            _claims = null;
            _settlements = null;
            _progress = false;
            return commit;
        }
    }

    private async ValueTask CommitAsync(StoreCommit commit)
    {
        CommitResult result;
        long begun = _time.GetTimestamp();
        try
        {
            result = await _store.CommitAsync(commit, CancellationToken.None).ConfigureAwait(false);
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
                Extend(begun);
                Keep(result.RefusedClaims);
                break;
            case CommitOutcome.Refused:
                throw Fail(new RunRefusedException(result.Reason ?? "refused", result.ConflictingRun, run.RunId));
            default:
                _refused = commit;
                throw Fail(new RunStoreException(
                    $"Run {run} belongs to another owner now ({result.Outcome}); this one stops without writing.",
                    FailureClass.Refused,
                    run.RunId));
        }
    }

    private void Keep(IReadOnlyList<ClaimRefusal> refused)
    {
        if (refused.Count == 0)
            return;
        lock (_lock)
        {
            foreach (ClaimRefusal refusal in refused)
                (_refusedClaims ??= new(StringComparer.Ordinal))[refusal.Id] = refusal;
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
        WakeAt = State.WakeAt,
        Sequence = State.Sequence,
        Turns = State.Turns,
        ToolCalls = State.ToolCalls,
        Tokens = State.InputTokens + State.OutputTokens,
    };
}
