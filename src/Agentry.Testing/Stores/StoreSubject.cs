using System.Globalization;
using System.Text;

namespace Agentry.Testing;

/// <summary>A run that checks write to a store: its commits, and what the store should then give back.</summary>
internal sealed class StoreSubject(RunStore store, string id, string tenant = "")
{
    /// <summary>Noon UTC of 1 January 2026.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<StoredEvent> _written = [];

    public RunKey Key { get; } = new(tenant, new RunId(id));

    public long Epoch { get; set; } = 1;

    public string Agent { get; init; } = "agent";

    /// <summary>The worker that writes.</summary>
    public string Owner { get; set; } = "me";

    /// <summary>How long its lease lasts.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromMinutes(10);

    public string? ConversationId { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? ParentRun { get; init; }

    public string Subject { get; init; } = "somebody";

    public DateTimeOffset StartedAt { get; init; } = Noon;

    /// <summary>The events that were committed.</summary>
    public IReadOnlyList<StoredEvent> Written => _written;

    public static StoredBlob Blob(string text)
    {
        byte[] content = [.. new byte[StoredBlob.SaltSize], .. Encoding.UTF8.GetBytes(text)];
        return new StoredBlob($"address-of-{text}", content);
    }

    public StoreCommit Commit(int events = 1, RunStatus status = RunStatus.Running, long? expected = null)
    {
        long from = expected ?? _written.Count;
        return new StoreCommit
        {
            Run = Key,
            ExpectedSequence = from,
            Epoch = Epoch,
            Lease = new StoreLease(Owner, LeaseDuration),
            Events = [.. Enumerable.Range(1, events).Select(i => Event(from + i))],
            Summary = Summary(from + events, status),
        };
    }

    public RunSummary Summary(long sequence, RunStatus status) => new()
    {
        Run = Key,
        Agent = Agent,
        Status = status,
        Reason = status == RunStatus.Failed ? new RunReason("model_failed", "The model failed.") : null,
        Subject = Subject,
        ConversationId = ConversationId,
        ParentRun = ParentRun,
        IdempotencyKey = IdempotencyKey,
        RequestHash = IdempotencyKey is null ? null : "request-hash",
        StartedAt = StartedAt,
        UpdatedAt = StartedAt.AddSeconds(sequence),
        Sequence = sequence,
        Turns = (int)sequence,
        ToolCalls = (int)sequence * 2,
        Tokens = sequence * 3,
    };

    /// <summary>Commits and expects it to be written.</summary>
    public async Task<StoreCommit> WriteAsync(int events = 1, RunStatus status = RunStatus.Running, params StoredBlob[] blobs)
    {
        StoreCommit commit = await AfterLastAsync(Commit(events, status) with { Blobs = blobs }).ConfigureAwait(false);
        Expect.Equal(CommitOutcome.Committed, (await store.CommitAsync(commit).ConfigureAwait(false)).Outcome, $"a commit to {Key}");
        _written.AddRange(commit.Events);
        return commit;
    }

    /// <summary>Writes this very commit and expects it to be written.</summary>
    public async Task<CommitResult> WriteAsync(StoreCommit commit)
    {
        CommitResult result = await store.CommitAsync(await AfterLastAsync(commit).ConfigureAwait(false)).ConfigureAwait(false);
        Expect.Equal(CommitOutcome.Committed, result.Outcome, $"a commit to {Key}");
        _written.AddRange(commit.Events);
        return result;
    }

    /// <summary>Commits and expects it to be turned down, with nothing written.</summary>
    public async Task<CommitResult> TryAsync(StoreCommit commit, CommitOutcome expected)
    {
        StoredBlob blob = Blob($"never-{Key.RunId}-{commit.ExpectedSequence}");
        RunSummary? before = await store.GetAsync(Key).ConfigureAwait(false);
        commit = await AfterLastAsync(commit with { Blobs = [blob] }).ConfigureAwait(false);
        CommitResult result = await store.CommitAsync(commit).ConfigureAwait(false);
        Expect.Equal(expected, result.Outcome, $"a commit to {Key}");
        Expect.Equal(before, await store.GetAsync(Key).ConfigureAwait(false), $"the summary after a commit that was {expected}");
        Expect.Equal(null, await store.ReadBlobAsync(Key.Tenant, blob.Address).ConfigureAwait(false), $"a blob of a commit that was {expected}");
        await ExpectLogAsync().ConfigureAwait(false);
        return result;
    }

    /// <summary>Expects exactly the committed events, byte for byte.</summary>
    public async Task ExpectLogAsync()
    {
        List<StoredEvent> read = await store.ReadAsync(Key).ToListAsync().ConfigureAwait(false);
        Expect.Sequence(_written.Select(e => e.Sequence), read.Select(e => e.Sequence), $"the sequences of {Key}");
        for (int i = 0; i < read.Count; i++)
        {
            Expect.Bytes(_written[i].Payload, read[i].Payload, $"payload {i + 1} of {Key}");
            Expect.Bytes(_written[i].Hash, read[i].Hash, $"hash {i + 1} of {Key}");
        }
    }

    /// <summary>Takes the run over for its owner.</summary>
    public async Task<AcquireResult> AcquireAsync()
    {
        AcquireResult result = await store.AcquireAsync(Key, new StoreLease(Owner, LeaseDuration)).ConfigureAwait(false);
        if (result.Outcome == AcquireOutcome.Acquired)
            Epoch = result.Epoch;
        return result;
    }

    /// <summary>A creating commit in a conversation continues what is last there.</summary>
    private async Task<StoreCommit> AfterLastAsync(StoreCommit commit) => commit.ExpectedSequence > 0 || ConversationId is null
        ? commit
        : commit with { PreviousRun = (await store.GetConversationAsync(Key.Tenant, ConversationId).ConfigureAwait(false)).Last };

    /// <summary>Bytes of every value and no JSON: stores do not look into them.</summary>
    private StoredEvent Event(long sequence)
    {
        byte[] payload = [.. Enumerable.Range(0, 256).Select(i => (byte)(i + sequence)), .. Encoding.UTF8.GetBytes(Key.ToString())];
        byte[] hash = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sequence:D32}"));
        return new StoredEvent(sequence, payload, hash);
    }
}
