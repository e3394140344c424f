namespace Agentry;

/// <summary>One run of the in-memory store, behind its own lock.</summary>
internal sealed class InMemoryRun
{
    private readonly Lock _lock = new();
    private readonly List<StoredEvent> _events;
    private readonly List<RunSignal> _mailbox = [];
    private readonly HashSet<string> _seenSignals = new(StringComparer.Ordinal);
    private readonly List<string> _blobs = [];
    private List<LedgerEntry>? _ledger;
    private List<ApprovalEntry>? _approvals;
    private TaskCompletionSource? _changed;
    private long _epoch;
    private string? _owner;
    private DateTimeOffset _heldUntil;
    private DateTimeOffset _notBefore;
    private int _claims;
    private long _aliveUntil;

    public InMemoryRun(StoreCommit creation, int ordinal, DateTimeOffset now)
    {
        _events = new List<StoredEvent>(8);
        _epoch = creation.Epoch;
        Summary = creation.Summary;
        Ordinal = ordinal;
        Write(creation, now);
    }

    public int Ordinal { get; }

    public RunSummary Summary { get; private set; }

    /// <summary>The claims on accounts that were granted; guarded by the lock of <see cref="InMemoryAccounts"/>.</summary>
    public Dictionary<string, InMemoryClaim>? Claims { get; private set; }

    /// <summary>True while what it claimed stands in others' way: it is suspended, or has a worker. Takes no lock.</summary>
    public bool IsAlive(DateTimeOffset now) => now.UtcTicks < Volatile.Read(ref _aliveUntil);

    public void Add(string id, InMemoryClaim claim) => (Claims ??= new(StringComparer.Ordinal)).Add(id, claim);

    /// <summary>Completes at the next commit. Take it before reading, or a commit in between is missed.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public CommitResult Append(StoreCommit commit, InMemoryRunStore store, DateTimeOffset now)
    {
        TaskCompletionSource? changed;
        IReadOnlyList<ClaimRefusal> refused;
        lock (_lock)
        {
            if (commit.Epoch != _epoch)
                return new CommitResult(CommitOutcome.Fenced);
            if (commit.ExpectedSequence != _events.Count)
                return new CommitResult(CommitOutcome.Stale);
            store.AddBlobs(commit);

            // While it holds something of an account the run has to look alive to others, who do not wait for this lock: what it holds goes before its end is written, what it takes comes after.
            if (commit.Summary.Status.IsTerminal())
            {
                refused = store.ApplyAccounts(commit, this, now);
                Write(commit, now);
            }
            else
            {
                Write(commit, now);
                refused = store.ApplyAccounts(commit, this, now);
            }

            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult();
        return CommitResult.Committed with { RefusedClaims = refused };
    }

    public AcquireResult Acquire(StoreLease lease, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (Summary.Status.IsTerminal())
                return new AcquireResult(AcquireOutcome.Over);
            if (IsHeld(now) && _owner != lease.Owner)
                return new AcquireResult(AcquireOutcome.Held);
            Hold(lease, now);
            _notBefore = default;
            return new AcquireResult(AcquireOutcome.Acquired, ++_epoch);
        }
    }

    public ClaimedRun? Claim(StoreLease lease, DateTimeOffset now)
    {
        lock (_lock)
        {
            bool needsWork = Summary.Status == RunStatus.Running
                || (Summary.Status.IsSuspended() && (_mailbox.Count > 0 || Summary.WakeAt <= now));
            if (!needsWork || IsHeld(now) || now < _notBefore)
                return null;
            Hold(lease, now);
            return new ClaimedRun { Summary = Summary, Epoch = ++_epoch, Claims = ++_claims };
        }
    }

    public bool Renew(RunLease lease, TimeSpan duration, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_epoch != lease.Epoch || _owner != lease.Owner)
                return false;
            Hold(_owner, now + duration);
            return true;
        }
    }

    public void Release(RunLease lease, TimeSpan retryAfter, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_epoch != lease.Epoch || _owner != lease.Owner)
                return;
            Free();
            _notBefore = now + retryAfter;
        }
    }

    public SignalResult Signal(RunSignal signal)
    {
        lock (_lock)
        {
            if (_seenSignals.Contains(signal.Id))
                return SignalResult.Duplicate;
            if (Summary.Status.IsTerminal())
                return SignalResult.RunEnded;
            _seenSignals.Add(signal.Id);
            _mailbox.Add(signal);
            return SignalResult.Accepted;
        }
    }

    public IReadOnlyList<RunSignal> Signals()
    {
        lock (_lock)
            return _mailbox.Count == 0 ? [] : [.. _mailbox];
    }

    public bool IsSignalled(string owner)
    {
        lock (_lock)
            return _owner == owner && _mailbox.Count > 0;
    }

    public LedgerEntry[] Ledger()
    {
        lock (_lock)
            return _ledger is null ? [] : [.. _ledger];
    }

    public ApprovalEntry[] Approvals()
    {
        lock (_lock)
            return _approvals is null ? [] : [.. _approvals];
    }

    /// <summary>The addresses of content that only this run has.</summary>
    public string[] Blobs()
    {
        lock (_lock)
            return [.. _blobs];
    }

    public IReadOnlyList<StoredEvent> From(long sequence, out bool over)
    {
        lock (_lock)
        {
            over = Summary.Status.IsTerminal();
            int start = (int)Math.Clamp(sequence - 1, 0, _events.Count);
            return _events.GetRange(start, _events.Count - start);
        }
    }

    private bool IsHeld(DateTimeOffset now) => _owner is not null && now < _heldUntil;

    private void Hold(StoreLease lease, DateTimeOffset now) => Hold(lease.Owner, now + lease.Duration);

    private void Free() => Hold(owner: null, default);

    private void Hold(string? owner, DateTimeOffset until)
    {
        _owner = owner;
        _heldUntil = until;
        Volatile.Write(ref _aliveUntil, Summary.Status.IsSuspended() ? long.MaxValue : owner is null ? 0 : until.UtcTicks);
    }

    private void Write(StoreCommit commit, DateTimeOffset now)
    {
        for (int i = 0; i < commit.Events.Count; i++)
            _events.Add(commit.Events[i]);
        for (int i = 0; i < commit.Blobs.Count; i++)
        {
            if (!commit.Blobs[i].IsShared)
                _blobs.Add(commit.Blobs[i].Address);
        }

        for (int i = 0; i < commit.Ledger.Count; i++)
            Write(commit.Ledger[i]);
        for (int i = 0; i < commit.Approvals.Count; i++)
            Write(commit.Approvals[i]);
        if (commit.ConsumedSignals.Count > 0)
            _mailbox.RemoveAll(s => commit.ConsumedSignals.Contains(s.Id));
        Summary = commit.Summary;
        if (commit.IsProgress)
            _claims = 0;
        if (Summary.Status == RunStatus.Running)
            Hold(commit.Lease, now);
        else
            Free();
    }

    private void Write(ApprovalEntry entry)
    {
        _approvals ??= [];
        int known = _approvals.Count - 1;
        while (known >= 0 && _approvals[known].Id != entry.Id)
            known--;
        if (known < 0)
            _approvals.Add(entry);
        else
            _approvals[known] = entry;
    }

    private void Write(LedgerEntry entry)
    {
        _ledger ??= [];
        int known = _ledger.Count - 1;
        while (known >= 0 && _ledger[known].Key != entry.Key)
            known--;
        if (known < 0)
            _ledger.Add(entry);
        else
            _ledger[known] = entry;
    }
}
