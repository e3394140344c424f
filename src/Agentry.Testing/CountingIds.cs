using System.Globalization;

namespace Agentry.Testing;

/// <summary>Ids that are the same in every run of a test: id-1, id-2 …</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class CountingIds : IIdSource
{
    private int _last;

    /// <inheritdoc/>
    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"id-{Interlocked.Increment(ref _last)}");
}
