namespace Agentry;

/// <summary>What a tool call came to. Layers return it; a tool may return it too, to be exact about its own failure.</summary>
public sealed class ToolOutcome
{
    private ToolOutcome(ToolOutcomeKind kind) => Kind = kind;

    /// <summary>How the call ended.</summary>
    public ToolOutcomeKind Kind { get; }

    /// <summary>What the tool returned, for <see cref="ToolOutcomeKind.Succeeded"/>; for a failure that is data, that data.</summary>
    public object? Value { get; private init; }

    /// <summary>What the model is told instead of a value. Safe: no exception text, no secrets.</summary>
    public string? Message { get; private init; }

    /// <summary>A stable snake_case word for programs, for refusals.</summary>
    public string? Code { get; private init; }

    /// <summary>What kind of failure.</summary>
    public FailureClass? FailureClass { get; private init; }

    /// <summary>What a suspended call waits for.</summary>
    public Suspension? Suspension { get; private init; }

    /// <summary>The cause, for the log only.</summary>
    public Exception? Exception { get; private init; }

    /// <summary>What the model is told.</summary>
    public object? Answer => Value ?? Message;

    /// <summary>Set by <see cref="ToolCallContext.Rewrite"/>: the call must pass its contract again with the new arguments.</summary>
    internal static ToolOutcome Rewritten { get; } = new(ToolOutcomeKind.Refused)
    {
        Code = ToolRefusalCodes.LayerFailed,
        Message = "The call was not run: its arguments were rewritten and could not be checked again.",
    };

    /// <summary>It ran and returned.</summary>
    public static ToolOutcome Success(object? value) => new(ToolOutcomeKind.Succeeded) { Value = value };

    /// <summary>It failed, and its effect is known not to have happened or not to matter.</summary>
    /// <param name="safeMessage">What the model is told.</param>
    /// <param name="failureClass">What kind of failure.</param>
    /// <param name="value">The tool's own error data, told to the model instead of the message.</param>
    /// <param name="exception">The cause, for the log only.</param>
    public static ToolOutcome Failure(
        string safeMessage,
        FailureClass failureClass = Agentry.FailureClass.ToolFault,
        object? value = null,
        Exception? exception = null) =>
        new(ToolOutcomeKind.Failed) { Message = safeMessage, FailureClass = failureClass, Value = value, Exception = exception };

    /// <summary>It was refused and did not run.</summary>
    /// <param name="code">A stable snake_case word.</param>
    /// <param name="safeMessage">What the model is told.</param>
    /// <param name="exception">The cause, for the log only.</param>
    public static ToolOutcome Refuse(string code, string safeMessage, Exception? exception = null) =>
        new(ToolOutcomeKind.Refused) { Code = code, Message = safeMessage, FailureClass = Agentry.FailureClass.Refused, Exception = exception };

    /// <summary>It waits for something from outside and has not run.</summary>
    public static ToolOutcome Suspend(Suspension suspension)
    {
        ArgumentNullException.ThrowIfNull(suspension);
        return new(ToolOutcomeKind.Suspended) { Suspension = suspension, Message = suspension.Message };
    }

    /// <summary>It was started and given up: its effect may or may not have happened.</summary>
    public static ToolOutcome Indeterminate(string safeMessage, FailureClass failureClass, Exception? exception = null) =>
        new(ToolOutcomeKind.Unknown) { Message = safeMessage, FailureClass = failureClass, Exception = exception };

    /// <summary>The same outcome with another value for the model: what a check behind the tool makes of a result.</summary>
    public ToolOutcome WithValue(object? value, string code) => new(Kind)
    {
        Value = value,
        Code = code,
        FailureClass = FailureClass,
        Exception = Exception,
    };
}
