using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Agentry;

/// <summary>Keeps runs in the memory of this process: the store of tests, and of agents whose runs need not survive a restart.</summary>
/// <remarks>Thread-safe. Nothing is evicted; memory grows with the runs kept.</remarks>
public sealed class InMemoryRunStore : RunStore
{
    private readonly ConcurrentDictionary<RunKey, InMemoryRun> _runs = new();
    private readonly ConcurrentDictionary<(string Tenant, string Address), StoredBlob> _blobs = new();
    private readonly Dictionary<(string Tenant, string Agent, string Key), RunKey> _keys = [];
    private readonly Dictionary<(string Tenant, string Conversation), RunKey> _busy = [];
    private readonly Lock _indexes = new();

    /// <inheritdoc/>
    public override bool IsDurable => false;

    /// <inheritdoc/>
    public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        cancellationToken.ThrowIfCancellationRequested();
        if (commit.ExpectedSequence == 0)
            return new(Create(commit));
        if (!_runs.TryGetValue(commit.Run, out InMemoryRun? run))
            return new(new CommitResult(CommitOutcome.Stale));
        CommitResult result = run.Append(commit, this);
        if (result.Outcome == CommitOutcome.Committed)
            ReleaseConversation(commit.Summary);
        return new(result);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> AcquireAsync(RunKey run, string owner, CancellationToken cancellationToken = default) =>
        new(_runs.TryGetValue(run, out InMemoryRun? found) ? found.RaiseEpoch() : null);

    /// <inheritdoc/>
    public override ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new(_runs.TryGetValue(run, out InMemoryRun? found) ? found.Signal(signal) : SignalResult.NoSuchRun);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunSignal>> ReadSignalsAsync(RunKey run, CancellationToken cancellationToken = default) =>
        new(_runs.TryGetValue(run, out InMemoryRun? found) ? found.Signals() : []);

    /// <inheritdoc/>
    public override ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
        new(_runs.TryGetValue(run, out InMemoryRun? found) ? found.Summary : null);

    /// <inheritdoc/>
    public override ValueTask<RunSummary?> FindByKeyAsync(
        string tenant, string agent, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        lock (_indexes)
            return new(_keys.TryGetValue((tenant, agent, idempotencyKey), out RunKey run) ? _runs[run].Summary : null);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        IEnumerable<RunSummary> found =
            from run in _runs.Values
            let s = run.Summary
            where s.Run.Tenant == query.Tenant
                && (query.Agent is null || s.Agent == query.Agent)
                && (query.Status is null || s.Status == query.Status)
                && (query.ConversationId is null || s.ConversationId == query.ConversationId)
                && (query.Subject is null || s.Subject == query.Subject)
                && (query.ParentRun is null || s.ParentRun == query.ParentRun)
                && (query.StartedFrom is null || s.StartedAt >= query.StartedFrom)
                && (query.StartedBefore is null || s.StartedAt < query.StartedBefore)
            orderby s.StartedAt descending, run.Ordinal descending
            select s;
        return new(found.Take(query.Take).ToArray());
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoredEvent> ReadAsync(
        RunKey run, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        if (!_runs.TryGetValue(run, out InMemoryRun? found))
            yield break;
        foreach (StoredEvent stored in found.From(fromSequence, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return stored;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoredEvent> WatchAsync(
        RunKey run, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!_runs.TryGetValue(run, out InMemoryRun? found))
            yield break;
        fromSequence = Math.Max(fromSequence, 1);
        while (true)
        {
            Task changed = found.Changed;
            IReadOnlyList<StoredEvent> news = found.From(fromSequence, out bool over);
            foreach (StoredEvent stored in news)
                yield return stored;
            fromSequence += news.Count;
            if (over)
                yield break;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        new(_blobs.GetValueOrDefault((tenant, address)));

    /// <inheritdoc/>
    public override ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        new(_blobs.TryRemove((tenant, address), out _));

    private CommitResult Create(StoreCommit commit)
    {
        RunSummary summary = commit.Summary;
        lock (_indexes)
        {
            if (_runs.ContainsKey(commit.Run))
                return new CommitResult(CommitOutcome.Stale);
            (string Tenant, string Agent, string Key) key = (commit.Run.Tenant, summary.Agent, summary.IdempotencyKey ?? "");
            if (summary.IdempotencyKey is not null && _keys.TryGetValue(key, out RunKey taken))
                return new CommitResult(CommitOutcome.Refused, RunReasonCodes.KeyInFlight, taken.RunId);
            (string Tenant, string Conversation) conversation = (commit.Run.Tenant, summary.ConversationId ?? "");
            if (summary.ConversationId is not null && _busy.TryGetValue(conversation, out RunKey other))
                return new CommitResult(CommitOutcome.Refused, RunReasonCodes.ConversationBusy, other.RunId);

            AddBlobs(commit);
            _runs[commit.Run] = new InMemoryRun(commit, _runs.Count);
            if (summary.IdempotencyKey is not null)
                _keys[key] = commit.Run;
            if (summary.ConversationId is not null && !summary.Status.IsTerminal())
                _busy[conversation] = commit.Run;
        }

        return CommitResult.Committed;
    }

    internal void AddBlobs(StoreCommit commit)
    {
        for (int i = 0; i < commit.Blobs.Count; i++)
            _blobs.TryAdd((commit.Run.Tenant, commit.Blobs[i].Address), commit.Blobs[i]);
    }

    private void ReleaseConversation(RunSummary summary)
    {
        if (summary.ConversationId is null || !summary.Status.IsTerminal())
            return;
        lock (_indexes)
        {
            (string Tenant, string Conversation) key = (summary.Run.Tenant, summary.ConversationId);
            if (_busy.TryGetValue(key, out RunKey owner) && owner == summary.Run)
                _busy.Remove(key);
        }
    }
}
