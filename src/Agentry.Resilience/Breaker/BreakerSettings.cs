using System.Runtime.InteropServices;

namespace Agentry;

/// <summary>The options of a breaker as a value: equal ones share a breaker.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BreakerSettings(double Ratio, int Minimum, TimeSpan Sampling, TimeSpan Break, TimeSpan MaxBreak)
{
    public static BreakerSettings Of(BreakerOptions options) =>
        new(options.FailureRatio, options.MinimumCalls, options.SamplingDuration, options.BreakDuration, options.MaxBreakDuration);

    /// <summary>How long to stay open after this many failed probes.</summary>
    public TimeSpan BreakAfter(int failedProbes)
    {
        double ticks = Break.Ticks * Math.Pow(2, Math.Min(failedProbes, 30));
        return ticks < MaxBreak.Ticks ? TimeSpan.FromTicks((long)ticks) : MaxBreak > Break ? MaxBreak : Break;
    }
}
