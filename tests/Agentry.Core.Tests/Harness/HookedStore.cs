using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>An in-memory store that a test can watch, break or fence at any commit.</summary>
internal sealed class HookedStore() : DelegatingRunStore(new InMemoryRunStore())
{
    private int _commits;

    /// <summary>Called before each commit with its number, from 1; a result replaces the commit.</summary>
    public Func<StoreCommit, int, ValueTask<CommitResult?>> OnCommit { get; set; } = static (_, _) => default;

    public int Commits => Volatile.Read(ref _commits);

    public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
        await OnCommit(commit, Interlocked.Increment(ref _commits)) ?? await base.CommitAsync(commit, cancellationToken);
}
