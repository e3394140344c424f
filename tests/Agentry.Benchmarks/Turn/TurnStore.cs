using Agentry.Testing;

namespace Agentry.Benchmarks;

/// <summary>The in-memory store, emptied between batches so that none of them pays for the runs of another, with its commits counted.</summary>
internal sealed class TurnStore() : DelegatingRunStore(new InMemoryRunStore())
{
    private int _commits;

    public int Commits => Volatile.Read(ref _commits);

    public override bool IsDurable => true;

    public void Empty() => Inner = new InMemoryRunStore();

    public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _commits);
        return Inner.CommitAsync(commit, cancellationToken);
    }
}
