namespace Agentry;

/// <summary>A run that a store handed to a worker.</summary>
public sealed record ClaimedRun
{
    /// <summary>The run as it stood.</summary>
    public required RunSummary Summary { get; init; }

    /// <summary>The epoch under which it is the worker's.</summary>
    public required long Epoch { get; init; }

    /// <summary>How often it was claimed without any progress in between, this claim included.</summary>
    public required int Claims { get; init; }
}
