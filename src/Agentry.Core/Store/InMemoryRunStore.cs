using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Agentry;

/// <summary>Keeps runs in the memory of this process: the store of tests, and of agents whose runs need not survive a restart.</summary>
/// <remarks>Thread-safe. Nothing is forgotten before <see cref="PruneAsync"/>; memory grows with the runs kept.</remarks>
public sealed class InMemoryRunStore : RunStore
{
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<RunKey, InMemoryRun> _runs = new();
    private readonly ConcurrentDictionary<RunKey, InMemoryRun> _open = new();
    private readonly ConcurrentDictionary<(string Tenant, string Address), StoredBlob> _blobs = new();
    private readonly InMemoryIndexes _indexes = new();
    private readonly InMemoryAccounts _accounts = new();

    /// <summary>Creates a store by the clock of the machine.</summary>
    public InMemoryRunStore()
        : this(TimeProvider.System)
    {
    }

    /// <summary>Creates a store by a clock of its own; leases, keys and wake times are judged by it.</summary>
    public InMemoryRunStore(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
    }

    /// <inheritdoc/>
    public override bool IsDurable => false;

    /// <inheritdoc/>
    public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        if (commit.ExpectedSequence == 0)
            return new(Create(commit, now));
        if (!_runs.TryGetValue(commit.Run, out InMemoryRun? run))
            return new(new CommitResult(CommitOutcome.Stale));
        CommitResult result = run.Append(commit, this, now);
        if (result.Outcome == CommitOutcome.Committed && commit.Summary.Status.IsTerminal())
        {
            _open.TryRemove(commit.Run, out _);
            _indexes.Free(commit.Summary);
        }

        return new(result);
    }

    /// <inheritdoc/>
    public override ValueTask<AcquireResult> AcquireAsync(RunKey run, StoreLease lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return new(_runs.TryGetValue(run, out InMemoryRun? found)
            ? found.Acquire(lease, _time.GetUtcNow())
            : new AcquireResult(AcquireOutcome.NoSuchRun));
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        DateTimeOffset now = _time.GetUtcNow();
        List<ClaimedRun>? claimed = null;
        foreach (InMemoryRun run in _open.Values.OrderBy(r => r.Summary.UpdatedAt).ThenBy(r => r.Ordinal))
        {
            if ((claimed?.Count ?? 0) >= claim.Take)
                break;
            if (claim.Agents.Contains(run.Summary.Agent) && run.Claim(claim.Lease, now) is { } got)
                (claimed ??= []).Add(got);
        }

        return new(claimed ?? (IReadOnlyList<ClaimedRun>)[]);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunKey>> RenewAsync(
        IReadOnlyList<RunLease> leases, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(leases);
        DateTimeOffset now = _time.GetUtcNow();
        return new(leases
            .Where(l => !_runs.TryGetValue(l.Run, out InMemoryRun? run) || !run.Renew(l, duration, now))
            .Select(l => l.Run).ToArray());
    }

    /// <inheritdoc/>
    public override ValueTask ReleaseAsync(RunLease lease, TimeSpan retryAfter, CancellationToken cancellationToken = default)
    {
        if (_runs.TryGetValue(lease.Run, out InMemoryRun? run))
            run.Release(lease, retryAfter, _time.GetUtcNow());
        return default;
    }

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
    public override ValueTask<IReadOnlyList<RunKey>> ListSignalledAsync(string owner, CancellationToken cancellationToken = default) =>
        new(_open.Where(r => r.Value.IsSignalled(owner)).Select(r => r.Key).ToArray());

    /// <inheritdoc/>
    public override ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
        new(_runs.TryGetValue(run, out InMemoryRun? found) ? found.Summary : null);

    /// <inheritdoc/>
    public override ValueTask<KeyHolder?> FindKeyAsync(
        string tenant, string agent, string idempotencyKey, CancellationToken cancellationToken = default) =>
        new(_indexes.FindKey(tenant, agent, idempotencyKey, _time.GetUtcNow()));

    /// <inheritdoc/>
    public override ValueTask<ConversationHead> GetConversationAsync(
        string tenant, string conversation, CancellationToken cancellationToken = default) =>
        new(_indexes.Head(tenant, conversation));

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        IEnumerable<(RunSummary Summary, int Ordinal)> found =
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
            select (s, run.Ordinal);
        if (query.After is { } after)
        {
            if (!_runs.TryGetValue(new RunKey(query.Tenant, after), out InMemoryRun? last))
                return new([]);
            DateTimeOffset startedAt = last.Summary.StartedAt;
            found = found.Where(r => r.Summary.StartedAt < startedAt || (r.Summary.StartedAt == startedAt && r.Ordinal < last.Ordinal));
        }

        return new(found.Take(query.Take).Select(r => r.Summary).ToArray());
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<LedgerRecord>> ListLedgerAsync(LedgerQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        IEnumerable<LedgerRecord> found =
            from run in _runs
            where run.Key.Tenant == query.Tenant && (query.Run is null || run.Key.RunId == query.Run)
            from entry in run.Value.Ledger()
            where (query.Key is null || entry.Key == query.Key)
                && (query.Tool is null || entry.Tool == query.Tool)
                && (query.Outcome is null || entry.Outcome == query.Outcome)
                && (!query.OnlyOpen || entry.Outcome is null)
            orderby entry.ChangedAt descending, run.Value.Ordinal descending
            select new LedgerRecord(run.Key, entry);
        return new(found.Take(query.Take).ToArray());
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ApprovalRecord>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);

        // What is pending belongs to a run that is not over.
        IEnumerable<KeyValuePair<RunKey, InMemoryRun>> runs = query.Status == ApprovalStatus.Pending ? _open : _runs;
        IEnumerable<ApprovalRecord> found =
            from run in runs
            where run.Key.Tenant == query.Tenant && (query.Run is null || run.Key.RunId == query.Run)
            from entry in run.Value.Approvals()
            where (query.Id is null || entry.Id == query.Id)
                && (query.Groups is null || entry.Groups.Count == 0 || entry.Groups.Any(query.Groups.Contains))
                && (query.Agent is null || entry.Agent == query.Agent)
                && (query.Tool is null || entry.Tool == query.Tool)
                && (query.Kind is null || entry.Kind == query.Kind)
                && (query.Status is null || entry.Status == query.Status)
                && (query.RequestedBefore is null || entry.RequestedAt < query.RequestedBefore)
            orderby entry.RequestedAt, run.Value.Ordinal
            select new ApprovalRecord(run.Key, entry);
        return new(found.Take(query.Take).ToArray());
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<AccountBalance>> ReadAccountsAsync(
        string tenant, IReadOnlyList<AccountPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(_accounts.Read(tenant, parts, _time.GetUtcNow()));
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<HeldClaim>> ReadClaimsAsync(RunKey run, CancellationToken cancellationToken = default) =>
        new(_runs.TryGetValue(run, out InMemoryRun? found) ? _accounts.Read(found) : []);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken = default) =>
        new(_runs.Keys.Select(k => k.Tenant).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray());

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
    public override ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default)
    {
        while (_blobs.TryGetValue((tenant, address), out StoredBlob? blob) && !blob.IsErased)
        {
            if (_blobs.TryUpdate((tenant, address), StoredBlob.Erased(address), blob))
                return new(true);
        }

        return new(false);
    }

    /// <inheritdoc/>
    public override ValueTask<int> PruneAsync(RunPrune prune, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prune);
        RunSummary[] old =
        [
            .. _runs.Values.Select(r => r.Summary)
                .Where(s => s.Status.IsTerminal() && s.UpdatedAt < prune.EndedBefore && (prune.Tenant is null || s.Run.Tenant == prune.Tenant))
                .Where(s => s.ParentRun is not { } parent || !_open.ContainsKey(new RunKey(s.Run.Tenant, new RunId(parent))))
                .OrderBy(s => s.UpdatedAt).Take(prune.Take),
        ];
        foreach (RunSummary summary in old)
        {
            if (!_runs.TryRemove(summary.Run, out InMemoryRun? run))
                continue;
            foreach (string address in run.Blobs())
                _blobs.TryRemove((summary.Run.Tenant, address), out _);
            _indexes.Forget(summary);
        }

        _accounts.Forget([.. old.Select(s => s.Run)]);
        if (old.Length < prune.Take)
            _accounts.Forget(prune.Tenant, prune.EndedBefore, _time.GetUtcNow());
        return new(old.Length);
    }

    internal void AddBlobs(StoreCommit commit)
    {
        for (int i = 0; i < commit.Blobs.Count; i++)
            _blobs.TryAdd((commit.Run.Tenant, commit.Blobs[i].Address), commit.Blobs[i]);
    }

    internal IReadOnlyList<ClaimRefusal> ApplyAccounts(StoreCommit commit, InMemoryRun run, DateTimeOffset now) =>
        commit.Claims.Count == 0 && commit.Settlements.Count == 0 && (run.Claims is null || !commit.Summary.Status.IsTerminal())
            ? []
            : _accounts.Apply(commit, run, now);

    private CommitResult Create(StoreCommit commit, DateTimeOffset now)
    {
        lock (_indexes.Gate)
        {
            if (_runs.ContainsKey(commit.Run))
                return new CommitResult(CommitOutcome.Stale);
            CommitResult result = _indexes.Add(commit, now);
            if (result.Outcome != CommitOutcome.Committed)
                return result;
            AddBlobs(commit);
            var run = new InMemoryRun(commit, _indexes.NextOrdinal(), now);
            IReadOnlyList<ClaimRefusal> refused = ApplyAccounts(commit, run, now);
            if (!commit.Summary.Status.IsTerminal())
                _open[commit.Run] = run;
            _runs[commit.Run] = run;
            return CommitResult.Committed with { RefusedClaims = refused };
        }
    }
}
