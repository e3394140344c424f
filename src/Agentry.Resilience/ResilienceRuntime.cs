using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>What the resilience layers of all agents of a host share: the clock, the dice, the breakers.</summary>
internal sealed class ResilienceRuntime(TimeProvider time, Jitter jitter, ILogger logger)
{
    private readonly ConcurrentDictionary<string, byte> _retried = new(StringComparer.Ordinal);

    public TimeProvider Time => time;

    public Jitter Jitter => jitter;

    public ILogger Logger => logger;

    public CircuitBreakers Breakers { get; } = new(time, logger);

    /// <summary>Says once per model that its client retries by itself.</summary>
    public void Retried(string model, int requests)
    {
        if (_retried.TryAdd(model, 0))
            logger.SdkRetried(model, requests);
    }
}
