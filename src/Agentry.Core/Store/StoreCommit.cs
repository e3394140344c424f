namespace Agentry;

/// <summary>Everything that one step changes, written in one transaction or not at all.</summary>
public sealed record StoreCommit
{
    /// <summary>The run.</summary>
    public required RunKey Run { get; init; }

    /// <summary>The sequence of the last event that the writer knows; 0 creates the run.</summary>
    public required long ExpectedSequence { get; init; }

    /// <summary>The writer's epoch; see <see cref="RunStore.AcquireAsync"/>. A creating commit uses 1.</summary>
    public required long Epoch { get; init; }

    /// <summary>The writer's lease, counted anew from this commit. A commit that leaves the run suspended or over gives it back instead.</summary>
    public required StoreLease Lease { get; init; }

    /// <summary>The new events, gapless from <see cref="ExpectedSequence"/> plus 1.</summary>
    public required IReadOnlyList<StoredEvent> Events { get; init; }

    /// <summary>Content that the events point to.</summary>
    public IReadOnlyList<StoredBlob> Blobs { get; init; } = [];

    /// <summary>Ids of the signals that the events answer; they leave the mailbox.</summary>
    public IReadOnlyList<string> ConsumedSignals { get; init; } = [];

    /// <summary>What the events say about idempotency keys; a later entry of a key replaces the earlier one.</summary>
    public IReadOnlyList<LedgerEntry> Ledger { get; init; } = [];

    /// <summary>What the events say about what waits for people; a later entry of an id replaces the earlier one.</summary>
    public IReadOnlyList<ApprovalEntry> Approvals { get; init; } = [];

    /// <summary>What the run takes from accounts of its tenant. Each is granted or refused by itself, after <see cref="Settlements"/> and in this order; a refusal does not stop the commit.</summary>
    public IReadOnlyList<AccountClaim> Claims { get; init; } = [];

    /// <summary>What claims of the run came to. A commit that ends the run settles the rest of them as claimed.</summary>
    public IReadOnlyList<ClaimSettlement> Settlements { get; init; } = [];

    /// <summary>False when the events only say that somebody took the run over: then <see cref="ClaimedRun.Claims"/> counts on.</summary>
    public bool IsProgress { get; init; } = true;

    /// <summary>For a creating commit in a conversation: the run that the writer continues. It must be <see cref="ConversationHead.Last"/> still.</summary>
    public RunId? PreviousRun { get; init; }

    /// <summary>For a creating commit: the run that is over and from which it takes the idempotency key, expired or not. Null takes only a free one.</summary>
    public RunId? TakesKeyFrom { get; init; }

    /// <summary>For a creating commit: how long its idempotency key is kept, by the clock of the store; null is as long as the run.</summary>
    public TimeSpan? KeyLifetime { get; init; }

    /// <summary>The run's summary after these events.</summary>
    public required RunSummary Summary { get; init; }
}
