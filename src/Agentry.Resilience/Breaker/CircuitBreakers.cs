using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>The breakers of a host: one per dependency, shared by all agents whose options for it are the same.</summary>
internal sealed class CircuitBreakers(TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<(object Dependency, BreakerSettings Settings), CircuitBreaker> _breakers = new();

    /// <summary>The breaker of a dependency.</summary>
    /// <param name="dependency">Equal for the same dependency.</param>
    /// <param name="name">How records and logs name it.</param>
    /// <param name="settings">When it opens.</param>
    public CircuitBreaker Get(object dependency, string name, BreakerSettings settings) =>
        _breakers.GetOrAdd((dependency, settings), static (key, s) => new CircuitBreaker(s.name, key.Settings, s.time, s.logger), (name, time, logger));
}
