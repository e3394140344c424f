namespace Agentry.Benchmarks;

/// <summary>What one batch cost.</summary>
/// <param name="Microseconds">Wall time.</param>
/// <param name="Bytes">Bytes allocated by the whole process, because tools run on threads of the pool.</param>
internal sealed record Sample(double Microseconds, double Bytes)
{
    public static Sample operator -(Sample a, Sample b) => new(a.Microseconds - b.Microseconds, a.Bytes - b.Bytes);

    public static Sample operator *(Sample a, double n) => new(a.Microseconds * n, a.Bytes * n);

    public static Sample operator /(Sample a, double n) => new(a.Microseconds / n, a.Bytes / n);

    /// <summary>
    /// The lower quartile of the times, because other work on the machine only ever adds to them, in bursts; the median of the bytes.
    /// </summary>
    public static Sample Typical(IReadOnlyCollection<Sample> samples) =>
        new(Quantile(samples.Select(s => s.Microseconds), 0.25), Quantile(samples.Select(s => s.Bytes), 0.5));

    private static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)((sorted.Length - 1) * share)];
    }
}
