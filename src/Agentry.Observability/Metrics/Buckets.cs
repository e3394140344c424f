using System.Diagnostics.Metrics;

namespace Agentry;

/// <summary>The bucket boundaries of each metric, those of the conventions where they give some.</summary>
internal static class Buckets
{
    /// <summary>Seconds of one model or tool call.</summary>
    public static InstrumentAdvice<double> Call { get; } = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    /// <summary>Seconds of a run.</summary>
    public static InstrumentAdvice<double> Run { get; } = new()
    {
        HistogramBucketBoundaries = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6],
    };

    /// <summary>US dollars of a run; ours, the conventions have none.</summary>
    public static InstrumentAdvice<double> Dollars { get; } = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 50],
    };

    /// <summary>Tokens of one model call.</summary>
    public static InstrumentAdvice<long> Tokens { get; } = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
    };

    /// <summary>Calls in one run.</summary>
    public static InstrumentAdvice<long> Counts { get; } = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] };
}
