using System.Diagnostics;
using System.Runtime;

namespace Agentry.Benchmarks;

/// <summary>
/// Measures several things in turns, A B C A B C …, so that whatever slows the machine for a while slows all of them, and their differences
/// and ratios hold on a machine that others use too.
/// </summary>
internal static class SideBySide
{
    private static readonly TimeSpan ShortestWarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>Runs each batch once per round.</summary>
    /// <returns>What each batch costs, in their order.</returns>
    public static async Task<Sample[]> MeasureAsync(int rounds, params IReadOnlyList<Func<Task>> batches)
    {
        await WarmUpAsync(batches);
        List<Sample>[] samples = [.. batches.Select(_ => new List<Sample>(rounds))];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < samples.Length; i++)
                samples[i].Add(await OnceAsync(batches[i]));
        }

        return [.. samples.Select(Sample.Typical)];
    }

    /// <summary>
    /// Until the compiler has had nothing to do for a while. It makes instrumented code first, which is several times as slow, and
    /// optimised code later, on a thread of its own that a busy machine holds up.
    /// </summary>
    private static async Task WarmUpAsync(IReadOnlyList<Func<Task>> batches)
    {
        long start = Stopwatch.GetTimestamp();
        long changed = start;
        long compiled = 0;
        while (Stopwatch.GetElapsedTime(start) < ShortestWarmUp
            || (Stopwatch.GetElapsedTime(changed) < Quiet && Stopwatch.GetElapsedTime(start) < LongestWarmUp))
        {
            foreach (Func<Task> batch in batches)
                await batch();
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
                (compiled, changed) = (now, Stopwatch.GetTimestamp());
        }
    }

    private static async Task<Sample> OnceAsync(Func<Task> batch)
    {
        // Nobody pays for the garbage of the batch before.
        GC.Collect();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        await batch();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        return new Sample(elapsed, GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }
}
