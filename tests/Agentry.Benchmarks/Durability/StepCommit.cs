using System.Globalization;

namespace Agentry.Benchmarks;

/// <summary>The commit of a step.</summary>
internal static class StepCommit
{
    public static StoreCommit Of(RunKey key, long from, RunStatus status) => new()
    {
        Run = key,
        ExpectedSequence = from,
        Epoch = 1,
        Lease = new StoreLease("me", TimeSpan.FromSeconds(30)),
        Events = [new StoredEvent(from + 1, CommitBytes.Event, CommitBytes.Hash), new StoredEvent(from + 2, CommitBytes.Event, CommitBytes.Hash)],
        Blobs = [new StoredBlob(Address(key, from), CommitBytes.Blob)],
        Summary = new RunSummary
        {
            Run = key,
            Agent = "agent",
            Status = status,
            Subject = "somebody",
            StartedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch.AddSeconds(from),
            Sequence = from + 2,
        },
    };

    /// <summary>As random as a real one.</summary>
    private static string Address(RunKey key, long from) => System.Buffers.Text.Base64Url.EncodeToString(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key} {from}"))));
}
