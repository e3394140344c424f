namespace Agentry;

/// <summary>How a run was started: who reads along, and which call of which run it serves.</summary>
internal sealed class RunStart(RunUpdates updates, ToolCallContext? parent)
{
    private readonly Lock _lock = new();
    private RunCancellation? _cancellation;
    private bool _abandoned;

    public RunUpdates Updates { get; } = updates;

    public ToolCallContext? Parent { get; } = parent;

    /// <summary>What recovery claimed; null when somebody asked for the run.</summary>
    public ClaimedRun? Claim { get; init; }

    /// <summary>The shape that the answer must have; null for any text.</summary>
    public AnswerContract? Answer { get; init; }

    /// <summary>The failed run whose idempotency key the new run takes over.</summary>
    public RunId? TakesKeyFrom { get; set; }

    /// <summary>Ties the run to its reader.</summary>
    public void Attach(RunCancellation cancellation)
    {
        Updates.StopWaitingWith(cancellation.Token);
        lock (_lock)
            _cancellation = cancellation;
        if (_abandoned)
            Abandon();
    }

    /// <summary>The reader went away.</summary>
    public void Abandon()
    {
        lock (_lock)
            _abandoned = true;
        _cancellation?.Cancel(new RunReason(RunReasonCodes.StreamAbandoned, "The reader of the stream went away."));
    }
}
