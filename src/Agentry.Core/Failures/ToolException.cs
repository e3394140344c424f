namespace Agentry;

/// <summary>Thrown by a tool's own code to fail with a message that the model may read.</summary>
/// <remarks>
/// The text of any other exception stays in the log and never reaches the model. Do not put secrets or personal data into
/// <see cref="Exception.Message"/> of this one.
/// </remarks>
public sealed class ToolException : AgentryException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="safeMessage">What the model is told.</param>
    /// <param name="failureClass">Whether a retry can help; <see cref="FailureClass.ToolFault"/> means it cannot.</param>
    /// <param name="neverSent">True when it is certain that the effect did not begin, so that the outcome is a failure and not unknown.</param>
    /// <param name="innerException">The cause; it is logged, not shown to the model.</param>
    public ToolException(
        string safeMessage,
        FailureClass failureClass = FailureClass.ToolFault,
        bool neverSent = false,
        Exception? innerException = null)
        : base(safeMessage, failureClass, null, innerException) => NeverSent = neverSent;

    /// <summary>True when it is certain that the effect did not begin.</summary>
    public bool NeverSent { get; }
}
