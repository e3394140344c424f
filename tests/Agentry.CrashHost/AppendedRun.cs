using System.Globalization;
using System.Text;

namespace Agentry.Tests;

/// <summary>A run whose every commit is the same size, so that whoever reads it later sees whether one was torn.</summary>
internal sealed class AppendedRun(string id, string tenant = "", int eventsPerCommit = 4, int blobBytes = 300_000)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public RunKey Key { get; } = new(tenant, new RunId(id));

    /// <summary>The sequence after the commit made last.</summary>
    public long Sequence { get; private set; }

    public int EventsPerCommit => eventsPerCommit;

    public long Epoch { get; set; } = 1;

    public string? ConversationId { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Where the blob is that came with the commit that ended at a sequence.</summary>
    public static string Address(string id, long sequence) => string.Create(CultureInfo.InvariantCulture, $"blob-of-{id}-{sequence}");

    public StoreCommit Next(RunStatus status = RunStatus.Running)
    {
        StoreCommit commit = Commit(Sequence, status);
        Sequence += eventsPerCommit;
        return commit;
    }

    public StoreCommit Commit(long from, RunStatus status = RunStatus.Running)
    {
        long last = from + eventsPerCommit;
        return new StoreCommit
        {
            Run = Key,
            ExpectedSequence = from,
            Epoch = Epoch,
            Lease = new StoreLease("me", TimeSpan.FromMinutes(10)),
            Events = [.. Enumerable.Range(1, eventsPerCommit).Select(i => Event(from + i))],
            Blobs = blobBytes == 0 ? [] : [new StoredBlob(Address(id, last), new byte[blobBytes])],
            Summary = new RunSummary
            {
                Run = Key,
                Agent = "agent",
                Status = status,
                Subject = "somebody",
                ConversationId = ConversationId,
                IdempotencyKey = IdempotencyKey,
                StartedAt = Start,
                UpdatedAt = Start.AddSeconds(last),
                Sequence = last,
            },
        };
    }

    private StoredEvent Event(long sequence)
    {
        byte[] payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event {sequence} of {id} {new string('x', 200)}"));
        return new StoredEvent(sequence, payload, System.Security.Cryptography.SHA256.HashData(payload));
    }
}
