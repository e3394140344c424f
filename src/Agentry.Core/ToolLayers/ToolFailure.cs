namespace Agentry;

/// <summary>What an exception means once the intent is written.</summary>
internal static class ToolFailure
{
    /// <summary>
    /// A tool whose repetition could have its effect twice has an unknown outcome when it was cancelled, timed out or lost its connection:
    /// the effect may have happened, and a model that tries again does so under a new key. Its own exceptions are failures it reports.
    /// </summary>
    public static ToolOutcome AfterIntent(ToolCallContext context, Exception exception)
    {
        if (exception is ToolException { NeverSent: true } or ToolException { FailureClass: FailureClass.ToolFault })
            return ToolOutcome.Failure(exception.Message, ((ToolException)exception).FailureClass, exception: exception);
        FailureClass failure = FailureClassifier.Classify(exception);
        bool undecided = failure is FailureClass.Timeout or FailureClass.Transient;
        if (undecided && MustNotRepeat(context))
            return ToolOutcome.Indeterminate(ToolMessages.Unknown(context.Contract.Name), failure, exception);
        string message = exception is ToolException safe ? safe.Message : ToolMessages.Threw(context.Contract, failure);
        return ToolOutcome.Failure(message, Known(failure), exception: exception);
    }

    /// <summary>A layer between the ledger and the tool threw: before the tool began this is a failure, afterwards nobody knows.</summary>
    public static ToolOutcome OfLayer(ToolCallContext context, Exception exception)
    {
        FailureClass failure = Known(FailureClassifier.Classify(exception));
        if (!context.Begun)
            return ToolOutcome.Failure(ToolMessages.LayerFailed(context.Contract.Name), failure, exception: exception);
        return MustNotRepeat(context)
            ? ToolOutcome.Indeterminate(ToolMessages.Unknown(context.Contract.Name), failure, exception)
            : ToolOutcome.Failure(ToolMessages.Threw(context.Contract, failure), failure, exception: exception);
    }

    /// <summary>The tool returned something that cannot be judged or written down: it ran, and that is all that is known.</summary>
    public static ToolOutcome Unreadable(ToolCallContext context, Exception exception) => MustNotRepeat(context)
        ? ToolOutcome.Indeterminate(ToolMessages.InvalidResult(context.Contract), FailureClass.InvalidResponse, exception)
        : ToolOutcome.Failure(ToolMessages.InvalidResult(context.Contract), FailureClass.InvalidResponse, exception: exception);

    private static bool MustNotRepeat(ToolCallContext context) => context.Contract.Effect is ToolEffect.NonIdempotent or ToolEffect.Keyed;

    private static FailureClass Known(FailureClass failure) => failure == FailureClass.Unknown ? FailureClass.ToolFault : failure;
}
