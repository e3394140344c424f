namespace Agentry;

/// <summary>The base of every exception that Agentry throws: a refusal or a fault, never an expected outcome.</summary>
public class AgentryException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong, the thing it concerns and the fix.</param>
    /// <param name="failureClass">What kind of failure it is.</param>
    /// <param name="runId">The run it belongs to, when there is one.</param>
    /// <param name="innerException">The cause.</param>
    public AgentryException(
        string message,
        FailureClass failureClass = FailureClass.Unknown,
        RunId? runId = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        FailureClass = failureClass;
        RunId = runId;
    }

    /// <summary>What kind of failure it is.</summary>
    public FailureClass FailureClass { get; }

    /// <summary>The run it belongs to; null outside a run.</summary>
    public RunId? RunId { get; }
}
