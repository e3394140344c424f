using System.Collections.Concurrent;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>Remembers which runs were created in a store, of every tenant, so that a test's teardown can check all of them.</summary>
internal sealed class WitnessStore(RunStore inner) : DelegatingRunStore(inner)
{
    private readonly ConcurrentQueue<RunKey> _created = new();

    public IReadOnlyCollection<RunKey> Created => _created;

    public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
    {
        CommitResult result = await base.CommitAsync(commit, cancellationToken);
        if (commit.ExpectedSequence == 0 && result.Outcome == CommitOutcome.Committed)
            _created.Enqueue(commit.Run);
        return result;
    }
}
