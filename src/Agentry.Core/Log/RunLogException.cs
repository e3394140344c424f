namespace Agentry;

/// <summary>The run log cannot be read: an unknown kind or version, a missing or erased blob, or bytes that are not an event.</summary>
/// <remarks>Nothing is changed or dropped in the store.</remarks>
public sealed class RunLogException : AgentryException
{
    /// <summary>Creates the exception.</summary>
    public RunLogException(string message, RunId runId, long? sequence = null, Exception? innerException = null)
        : base(message, FailureClass.InvalidResponse, runId, innerException) => Sequence = sequence;

    /// <summary>The event that could not be read.</summary>
    public long? Sequence { get; }
}
