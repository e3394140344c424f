namespace Agentry;

/// <summary>Where a run stands. Everything but <see cref="Running"/> is what <see cref="Agent.RunAsync(RunRequest, CancellationToken)"/> can return.</summary>
public enum RunStatus
{
    /// <summary>It has an owner that works on it, or had one that died.</summary>
    Running = 0,

    /// <summary>Suspended: at least one tool call waits for a person. See <see cref="AgentRun.PendingApprovals"/>.</summary>
    AwaitingApproval,

    /// <summary>Suspended for another reason, which <see cref="AgentRun.Suspension"/> names.</summary>
    Suspended,

    /// <summary>The model gave its final answer and every check let it pass.</summary>
    Completed,

    /// <summary>Admission or a guardrail refused the request or the answer.</summary>
    Blocked,

    /// <summary>A limit ended it gracefully; the partial result is there.</summary>
    LimitReached,

    /// <summary>The caller, a cancel signal or an abandoned stream ended it.</summary>
    Cancelled,

    /// <summary>A step failed in a way that the run could not survive.</summary>
    Failed,
}
