using System.Runtime.CompilerServices;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>A store whose events somebody got at: reading gives what was put in their place.</summary>
internal sealed class AlteredStore() : DelegatingRunStore(new InMemoryRunStore())
{
    private readonly Dictionary<RunKey, IReadOnlyList<StoredEvent>> _altered = [];

    public void Put(RunKey run, IEnumerable<StoredEvent> events) => _altered[run] = [.. events];

    public void Restore(RunKey run) => _altered.Remove(run);

    public override async IAsyncEnumerable<StoredEvent> ReadAsync(
        RunKey run, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StoredEvent stored in _altered.TryGetValue(run, out IReadOnlyList<StoredEvent>? events)
            ? events.ToAsyncEnumerable()
            : base.ReadAsync(run, fromSequence, cancellationToken))
        {
            yield return stored;
        }
    }
}
