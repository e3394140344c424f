using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>What the pulse stands on.</summary>
internal sealed record StorePulseSettings
{
    public required SqliteFile File { get; init; }

    public required RunWatchers Watchers { get; init; }

    public required TimeSpan Interval { get; init; }

    public required long CheckpointBytes { get; init; }

    /// <summary>Opens a connection that only this looks through.</summary>
    public required Func<SqliteDatabase> Open { get; init; }

    /// <summary>Makes the writer look whether a checkpoint is due.</summary>
    public required Func<Task> Nudge { get; init; }

    public required ILogger Logger { get; init; }
}
