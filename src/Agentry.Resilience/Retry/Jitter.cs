using System.Diagnostics.CodeAnalysis;

namespace Agentry;

/// <summary>The dice of the backoff: numbers from 0 up to 1. Thread-safe if its source is.</summary>
internal sealed class Jitter(Func<double> next)
{
    [SuppressMessage("Security", "CA5394", Justification = "Spreads retries in time; nobody gains by guessing it.")]
    public static Jitter Random { get; } = new(System.Random.Shared.NextDouble);

    public double Next() => next();
}
