using System.Globalization;

namespace Agentry;

/// <summary>The value of <c>error.type</c>: few values that say what to do, where the type of an SDK's exception would be the same for 401 and 429.</summary>
internal static class ErrorType
{
    /// <summary>The conventions' word for an error that nothing is known about.</summary>
    public const string Other = "_OTHER";

    /// <summary>The HTTP status if there is one, otherwise the failure class, otherwise the exception's type.</summary>
    public static string Of(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException { StatusCode: { } status })
                return ((int)status).ToString(CultureInfo.InvariantCulture);
        }

        FailureClass failure = FailureClassifier.Classify(exception);
        return failure == FailureClass.Unknown ? exception.GetType().FullName ?? Other : Words.Of(failure);
    }

    /// <summary>Of a run that failed.</summary>
    public static string Of(RunOutcome outcome) =>
        outcome.FailureClass is { } failure and not FailureClass.Unknown ? Words.Of(failure) : outcome.Reason?.Code ?? Other;

    /// <summary>Of a tool call; null when it did not end in an error. A refusal is one: the tool that the model asked for did not run.</summary>
    public static string? Of(ToolOutcome outcome) => outcome.Kind switch
    {
        ToolOutcomeKind.Refused => outcome.Code ?? Words.Of(FailureClass.Refused),
        ToolOutcomeKind.Failed or ToolOutcomeKind.Unknown => outcome is { FailureClass: FailureClass.Unknown or null, Exception: { } exception }
            ? Of(exception)
            : Words.Of(outcome.FailureClass ?? FailureClass.ToolFault),
        _ => null,
    };
}
