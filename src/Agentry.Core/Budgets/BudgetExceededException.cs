namespace Agentry;

/// <summary>A budget does not allow a model call. Nothing was sent. Never retried, and no reason to ask another model.</summary>
public sealed class BudgetExceededException : AgentryException
{
    internal BudgetExceededException(string code, string message, RunId run, AccountKey? account = null, TimeSpan? retryAfter = null)
        : base(message, FailureClass.Refused, run)
    {
        Code = code;
        Account = account;
        RetryAfter = retryAfter;
    }

    /// <summary><see cref="RunReasonCodes.Budget"/> or <see cref="RunReasonCodes.UnknownPrice"/>.</summary>
    public string Code { get; }

    /// <summary>The account that stood in the way.</summary>
    public AccountKey? Account { get; }

    /// <summary>After how long the clock alone makes room; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the run is to be suspended and not ended.</summary>
    internal bool Suspends { get; init; }

    /// <summary>How the run goes on: ended with what there is, or waiting for more.</summary>
    internal RunOutcome OutcomeOf(RunContext run, string text)
    {
        if (Code != RunReasonCodes.Budget)
            return RunOutcome.Fail(Code, Message, FailureClass.Refused, text);
        if (!Suspends)
            return RunOutcome.Limit(Code, Message, text);
        return new RunOutcome
        {
            Status = RunStatus.Suspended,
            Reason = new RunReason(Code, Message),
            Text = text,
            Waiting = [new Suspension { Kind = Suspension.Budget, Message = Message, WakeAt = RetryAfter is { } wait ? run.Time.GetUtcNow() + wait : null }],
        };
    }
}
