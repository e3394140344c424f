namespace Agentry;

/// <summary>What a tool's outcome says about its failure.</summary>
internal static class ToolFailures
{
    public static FailureDetails Describe(ToolOutcome outcome, TimeProvider time)
    {
        FailureClass failure = outcome.FailureClass ?? FailureClass.Unknown;
        return outcome.Exception is { } exception
            ? FailureClassifier.Describe(exception, time) with { Class = failure }
            : new FailureDetails { Class = failure };
    }
}
