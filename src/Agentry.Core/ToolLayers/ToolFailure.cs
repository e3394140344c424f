namespace Agentry;

/// <summary>What an exception means once the intent is written.</summary>
internal static class ToolFailure
{
    /// <summary>
    /// A tool that must not repeat has an unknown outcome when it was cancelled, timed out or lost its connection: the effect may have
    /// happened. Its own exceptions are failures it reports.
    /// </summary>
    public static ToolOutcome AfterIntent(ToolCallContext context, Exception exception)
    {
        if (exception is ToolException { NeverSent: true } or ToolException { FailureClass: FailureClass.ToolFault })
            return ToolOutcome.Failure(exception.Message, ((ToolException)exception).FailureClass, exception: exception);
        FailureClass failure = FailureClassifier.Classify(exception);
        bool undecided = failure is FailureClass.Timeout or FailureClass.Transient;
        if (undecided && context.Contract.Effect == ToolEffect.NonIdempotent)
            return ToolOutcome.Indeterminate(ToolMessages.Unknown(context.Contract), failure, exception);
        string message = exception is ToolException safe ? safe.Message : ToolMessages.Threw(context.Contract, failure);
        return ToolOutcome.Failure(message, failure == FailureClass.Unknown ? FailureClass.ToolFault : failure, exception: exception);
    }
}
