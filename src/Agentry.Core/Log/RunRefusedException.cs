namespace Agentry;

/// <summary>The store refused to create a run; the front door turns it into a result.</summary>
internal sealed class RunRefusedException(string reason, RunId? conflictingRun, RunId runId)
    : AgentryException($"The run was refused: {reason}.", FailureClass.Refused, runId)
{
    public string Reason { get; } = reason;

    public RunId? ConflictingRun { get; } = conflictingRun;
}
