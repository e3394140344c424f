namespace Agentry;

/// <summary>Idempotency keys and conversations of the in-memory store.</summary>
internal sealed class InMemoryIndexes
{
    private readonly Dictionary<(string Tenant, string Agent, string Key), Holder> _keys = [];
    private readonly Dictionary<(string Tenant, string Conversation), ConversationHead> _conversations = [];
    private int _ordinal;

    /// <summary>Held while a run is created, so that its key, its conversation and the run itself appear together.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Call it while holding <see cref="Gate"/>.</summary>
    public int NextOrdinal() => _ordinal++;

    /// <summary>Takes key and conversation for a new run, both or none.</summary>
    public CommitResult Add(StoreCommit creation, DateTimeOffset now)
    {
        RunSummary summary = creation.Summary;
        string tenant = creation.Run.Tenant;
        lock (Gate)
        {
            if (summary.IdempotencyKey is { } wanted && _keys.TryGetValue((tenant, summary.Agent, wanted), out Holder? holder) && !holder.IsFree(now)
                && holder.Run != creation.TakesKeyFrom)
            {
                return new CommitResult(CommitOutcome.Refused, RunReasonCodes.KeyInFlight, holder.Run);
            }

            if (summary.ConversationId is { } conversation)
            {
                ConversationHead head = _conversations.GetValueOrDefault((tenant, conversation));
                if (head.Busy is { } busy)
                    return new CommitResult(CommitOutcome.Refused, RunReasonCodes.ConversationBusy, busy);
                if (head.Last != creation.PreviousRun)
                    return new CommitResult(CommitOutcome.Refused, RunReasonCodes.ConversationMoved, head.Last);
                RunId run = creation.Run.RunId;
                _conversations[(tenant, conversation)] = new ConversationHead(run, summary.Status.IsTerminal() ? null : run);
            }

            if (summary.IdempotencyKey is { } key)
                _keys[(tenant, summary.Agent, key)] = new Holder(creation.Run.RunId, summary.RequestHash, now + creation.KeyLifetime);
            return CommitResult.Committed;
        }
    }

    public void Free(RunSummary summary)
    {
        if (summary.ConversationId is null)
            return;
        lock (Gate)
        {
            (string Tenant, string Conversation) key = (summary.Run.Tenant, summary.ConversationId);
            if (_conversations.TryGetValue(key, out ConversationHead head) && head.Busy == summary.Run.RunId)
                _conversations[key] = head with { Busy = null };
        }
    }

    /// <summary>The run was pruned: its key may be taken again, its conversation begins anew unless others came after it.</summary>
    public void Forget(RunSummary summary)
    {
        lock (Gate)
        {
            if (summary.IdempotencyKey is { } key
                && _keys.TryGetValue((summary.Run.Tenant, summary.Agent, key), out Holder? holder) && holder.Run == summary.Run.RunId)
            {
                _keys[(summary.Run.Tenant, summary.Agent, key)] = holder with { Expires = DateTimeOffset.MinValue };
            }

            if (summary.ConversationId is { } conversation
                && _conversations.TryGetValue((summary.Run.Tenant, conversation), out ConversationHead head) && head.Last == summary.Run.RunId)
            {
                _conversations.Remove((summary.Run.Tenant, conversation));
            }
        }
    }

    public KeyHolder? FindKey(string tenant, string agent, string key, DateTimeOffset now)
    {
        lock (Gate)
            return _keys.TryGetValue((tenant, agent, key), out Holder? holder) ? new KeyHolder(holder.Run, holder.RequestHash, holder.IsFree(now)) : null;
    }

    public ConversationHead Head(string tenant, string conversation)
    {
        lock (Gate)
            return _conversations.GetValueOrDefault((tenant, conversation));
    }

    private sealed record Holder(RunId Run, string? RequestHash, DateTimeOffset? Expires)
    {
        public bool IsFree(DateTimeOffset now) => Expires <= now;
    }
}
