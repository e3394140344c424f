using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>What the writer stands on.</summary>
internal sealed record StoreWriterSettings
{
    public required SqliteFile File { get; init; }

    public required int SchemaVersion { get; init; }

    public required int MaxBatch { get; init; }

    public required TimeSpan BusyTimeout { get; init; }

    public required Checkpointer Checkpointer { get; init; }

    public required RunWatchers Watchers { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>For tests that stop the process inside a transaction.</summary>
    public Action? BeforeCommit { get; init; }
}
