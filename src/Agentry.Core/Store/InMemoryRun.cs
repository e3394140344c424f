namespace Agentry;

/// <summary>One run of the in-memory store, behind its own lock.</summary>
internal sealed class InMemoryRun
{
    private readonly Lock _lock = new();
    private readonly List<StoredEvent> _events;
    private readonly List<RunSignal> _mailbox = [];
    private readonly HashSet<string> _seenSignals = new(StringComparer.Ordinal);
    private TaskCompletionSource? _changed;
    private long _epoch;

    public InMemoryRun(StoreCommit creation, int ordinal)
    {
        _events = [.. creation.Events];
        _epoch = creation.Epoch;
        Summary = creation.Summary;
        Ordinal = ordinal;
    }

    public int Ordinal { get; }

    public RunSummary Summary { get; private set; }

    /// <summary>Completes at the next commit. Take it before reading, or a commit in between is missed.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public CommitResult Append(StoreCommit commit, InMemoryRunStore store)
    {
        TaskCompletionSource? changed;
        lock (_lock)
        {
            if (commit.Epoch != _epoch)
                return new CommitResult(CommitOutcome.Fenced);
            if (commit.ExpectedSequence != _events.Count)
                return new CommitResult(CommitOutcome.Stale);
            store.AddBlobs(commit);
            for (int i = 0; i < commit.Events.Count; i++)
                _events.Add(commit.Events[i]);
            if (commit.ConsumedSignals.Count > 0)
                RemoveSignals(commit.ConsumedSignals);
            Summary = commit.Summary;
            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult();
        return CommitResult.Committed;
    }

    public long RaiseEpoch()
    {
        lock (_lock)
            return ++_epoch;
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

    public IReadOnlyList<StoredEvent> From(long sequence, out bool over)
    {
        lock (_lock)
        {
            over = Summary.Status.IsTerminal();
            int start = (int)Math.Clamp(sequence - 1, 0, _events.Count);
            return _events.GetRange(start, _events.Count - start);
        }
    }

    private void RemoveSignals(IReadOnlyList<string> ids) => _mailbox.RemoveAll(s => ids.Contains(s.Id));
}
