namespace Agentry;

/// <summary>Questions about a <see cref="RunStatus"/>.</summary>
public static class RunStatusExtensions
{
    /// <summary>True when the run waits for something from outside and can be resumed.</summary>
    public static bool IsSuspended(this RunStatus status) => status is RunStatus.AwaitingApproval or RunStatus.Suspended;

    /// <summary>True when the run is over for good.</summary>
    public static bool IsTerminal(this RunStatus status) => status > RunStatus.Suspended;
}
