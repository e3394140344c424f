namespace Agentry.Tests;

/// <summary>A run written event by event, without an agent, with the hash chain that a log has.</summary>
internal sealed class RawRun(string id, string tenant = "", byte[]? signingKey = null)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private byte[] _head = HashChain.Root(new RunKey(tenant, new RunId(id)), signingKey);

    public RunKey Key { get; } = new(tenant, new RunId(id));

    public string Owner { get; init; } = "me";

    public long Epoch { get; set; } = 1;

    public long Sequence { get; private set; }

    public string Head => Convert.ToHexStringLower(_head);

    public List<RunLogEntry> Entries { get; } = [];

    /// <summary>The next commit. It counts as written.</summary>
    public StoreCommit Next(RunStatus status = RunStatus.Running, params IReadOnlyList<RunEvent> events)
    {
        StoreCommit commit = Commit(status, events);
        Take(commit);
        return commit;
    }

    /// <summary>A commit was written.</summary>
    public void Take(StoreCommit commit)
    {
        Entries.AddRange(commit.Events.Select(e => RunLogSerializer.Decode(Key.RunId, e)));
        Sequence += commit.Events.Count;
        _head = commit.Events[^1].Hash.ToArray();
    }

    /// <summary>A commit that may or may not be written.</summary>
    public StoreCommit Commit(RunStatus status = RunStatus.Running, params IReadOnlyList<RunEvent> events)
    {
        if (events.Count == 0)
            events = [Sequence == 0 ? Started() : new ExtensionEvent { Kind = "test.note", Version = 1, Body = System.Text.Json.JsonSerializer.SerializeToElement(Sequence) }];
        byte[] head = _head;
        List<StoredEvent> stored = [];
        foreach (RunEvent @event in events)
        {
            var entry = new RunLogEntry
            {
                RunId = Key.RunId,
                Sequence = Sequence + stored.Count + 1,
                At = Noon.AddSeconds(Sequence + stored.Count + 1),
                Actor = "agentry",
                CorrelationId = "trace",
                Event = @event,
            };
            byte[] payload = RunLogSerializer.Encode(entry);
            head = HashChain.Next(head, payload, signingKey);
            stored.Add(new StoredEvent(entry.Sequence, payload, head));
        }

        return new StoreCommit
        {
            Run = Key,
            ExpectedSequence = Sequence,
            Epoch = Epoch,
            Lease = new StoreLease(Owner, TimeSpan.FromMinutes(10)),
            Events = stored,
            Summary = new RunSummary
            {
                Run = Key,
                Agent = "test",
                Status = status,
                Subject = "somebody",
                StartedAt = Noon,
                UpdatedAt = Noon.AddSeconds(Sequence + stored.Count),
                Sequence = Sequence + stored.Count,
            },
        };
    }

    private RunStarted Started() => new()
    {
        Agent = "test",
        AgentVersion = "v1",
        Caller = new AgentCaller { Tenant = Key.Tenant },
        Limits = new RunLimits(),
    };
}
