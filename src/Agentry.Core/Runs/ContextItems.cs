using System.Collections.Concurrent;

namespace Agentry;

/// <summary>What layers keep on a context: few things, by few threads. Left to itself the dictionary makes room for many of both, with every call.</summary>
internal static class ContextItems
{
    private const int Expected = 3;

    public static ConcurrentDictionary<object, object> Create() => new(concurrencyLevel: 1, Expected);
}
