using System.Diagnostics;
using System.Globalization;

namespace Agentry.Benchmarks;

/// <summary>Runs that commit step after step into the store, each waiting for its commit.</summary>
internal sealed class StoreLoad(RunStore store) : IAsyncDisposable
{
    private const int StepsPerRun = 20;

    private int _runs;

    /// <summary>Commits for a while.</summary>
    /// <returns>Commits a second.</returns>
    public async Task<double> RunAsync(int concurrent, TimeSpan span)
    {
        long start = Stopwatch.GetTimestamp();
        long[] commits = await Task.WhenAll(Enumerable.Range(0, concurrent).Select(_ => Task.Run(async () =>
        {
            long done = 0;
            while (Stopwatch.GetElapsedTime(start) < span)
                done += await OneRunAsync();
            return done;
        })));
        return commits.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public ValueTask DisposeAsync() => store is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;

    private async Task<int> OneRunAsync()
    {
        var key = new RunKey("", new RunId(string.Create(CultureInfo.InvariantCulture, $"run{Interlocked.Increment(ref _runs):D10}")));
        for (int step = 0; step < StepsPerRun; step++)
        {
            CommitResult result = await store.CommitAsync(StepCommit.Of(key, step * 2, step == StepsPerRun - 1 ? RunStatus.Completed : RunStatus.Running));
            if (result.Outcome != CommitOutcome.Committed)
                throw new InvalidOperationException($"The commit was {result.Outcome}.");
        }

        return StepsPerRun;
    }
}
