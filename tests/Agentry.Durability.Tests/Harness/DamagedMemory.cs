using System.Runtime.CompilerServices;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>An in-memory store that somebody got at.</summary>
internal sealed class DamagedMemory(TimeProvider clock) : DelegatingRunStore(new InMemoryRunStore(clock))
{
    public Dictionary<(RunKey Run, long Sequence), byte[]> Payloads { get; } = [];

    public Dictionary<RunKey, long> Tails { get; } = [];

    public HashSet<RunKey> Removed { get; } = [];

    public int LosesContentFrom { get; set; } = int.MaxValue;

    public override async ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
        Removed.Contains(run) ? null : await base.GetAsync(run, cancellationToken);

    public override async ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default) =>
        [.. (await base.ListAsync(query, cancellationToken)).Where(s => !Removed.Contains(s.Run))];

    public override async IAsyncEnumerable<StoredEvent> ReadAsync(
        RunKey run, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Removed.Contains(run))
            yield break;
        await foreach (StoredEvent stored in base.ReadAsync(run, fromSequence, cancellationToken))
        {
            if (Tails.TryGetValue(run, out long last) && stored.Sequence > last)
                yield break;
            yield return Payloads.TryGetValue((run, stored.Sequence), out byte[]? payload) ? stored with { Payload = payload } : stored;
        }
    }

    public override async ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        await base.ReadBlobAsync(tenant, address, cancellationToken) is { } blob && blob.SaltedContent.Length <= LosesContentFrom ? blob : null;
}
