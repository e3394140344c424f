namespace Agentry;

/// <summary>The store could not do its work, or the run belongs to another owner now. The run did not advance.</summary>
public sealed class RunStoreException : AgentryException
{
    /// <summary>Creates the exception.</summary>
    public RunStoreException(string message, FailureClass failureClass, RunId? runId = null, Exception? innerException = null)
        : base(message, failureClass, runId, innerException)
    {
    }
}
