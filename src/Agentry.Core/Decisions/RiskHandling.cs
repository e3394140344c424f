namespace Agentry;

/// <summary>What is done with a call of a risk tier before it runs.</summary>
public enum RiskHandling
{
    /// <summary>It runs.</summary>
    Autonomous = 0,

    /// <summary>It runs, and the log says that people should know.</summary>
    Notice,

    /// <summary>It waits for people; the other calls of the turn run meanwhile.</summary>
    AsynchronousApproval,

    /// <summary>It waits for people, and the calls after it in the turn wait with it.</summary>
    SynchronousApproval,
}
