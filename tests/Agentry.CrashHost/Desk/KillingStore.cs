using System.Globalization;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>Dies around the writes of its plan, and says what became of each commit.</summary>
internal sealed class KillingStore(RunStore inner, KillPlan plan, bool speaks) : DelegatingRunStore(inner), IAsyncDisposable, IDisposable
{
    public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
    {
        int write = plan.BeforeWrite();
        CommitResult result = await base.CommitAsync(commit, cancellationToken);
        plan.AfterWrite(write);
        if (speaks)
        {
            // The run's events from one to another, under this epoch: together with what other processes say, they must make each log once.
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"commit {result.Outcome} {commit.Run.RunId.Value} {commit.Epoch} {commit.ExpectedSequence} {commit.Events.Count}"));
        }

        return result;
    }

    public override async ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default)
    {
        int write = plan.BeforeWrite();
        SignalResult result = await base.SignalAsync(run, signal, cancellationToken);
        plan.AfterWrite(write);
        if (speaks)
            Console.WriteLine($"signal {result} {run.RunId.Value} {signal.Kind}");
        return result;
    }

    public void Dispose() => (Inner as IDisposable)?.Dispose();

    public ValueTask DisposeAsync() => Inner is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;
}
