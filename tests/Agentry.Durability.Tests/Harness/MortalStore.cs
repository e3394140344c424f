using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>A store as a process sees it that dies: from then on nothing of it arrives any more, leases included.</summary>
internal sealed class MortalStore(RunStore inner) : DelegatingRunStore(inner)
{
    private int _commits;
    private volatile bool _isDead;

    /// <summary>The commit before which the process dies, from 1.</summary>
    public int DiesBefore { get; set; } = int.MaxValue;

    public bool IsDead => _isDead;

    public void Die() => _isDead = true;

    public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _commits) >= DiesBefore)
            Die();
        return Alive().CommitAsync(commit, cancellationToken);
    }

    public override ValueTask<IReadOnlyList<RunKey>> RenewAsync(
        IReadOnlyList<RunLease> leases, TimeSpan duration, CancellationToken cancellationToken = default) =>
        Alive().RenewAsync(leases, duration, cancellationToken);

    public override ValueTask ReleaseAsync(RunLease lease, TimeSpan retryAfter, CancellationToken cancellationToken = default) =>
        Alive().ReleaseAsync(lease, retryAfter, cancellationToken);

    public override ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default) =>
        Alive().SignalAsync(run, signal, cancellationToken);

    private RunStore Alive() => _isDead ? throw new IOException("the process is dead") : Inner;
}
