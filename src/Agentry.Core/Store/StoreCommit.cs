namespace Agentry;

/// <summary>Everything that one step changes, written in one transaction or not at all.</summary>
public sealed record StoreCommit
{
    /// <summary>The run.</summary>
    public required RunKey Run { get; init; }

    /// <summary>The sequence of the last event that the writer knows; 0 creates the run.</summary>
    public required long ExpectedSequence { get; init; }

    /// <summary>The writer's epoch; see <see cref="RunStore.AcquireAsync"/>. A creating commit uses 1.</summary>
    public required long Epoch { get; init; }

    /// <summary>The new events, gapless from <see cref="ExpectedSequence"/> plus 1.</summary>
    public required IReadOnlyList<StoredEvent> Events { get; init; }

    /// <summary>Content that the events point to.</summary>
    public IReadOnlyList<StoredBlob> Blobs { get; init; } = [];

    /// <summary>Ids of the signals that the events answer; they leave the mailbox.</summary>
    public IReadOnlyList<string> ConsumedSignals { get; init; } = [];

    /// <summary>The run's summary after these events.</summary>
    public required RunSummary Summary { get; init; }
}
