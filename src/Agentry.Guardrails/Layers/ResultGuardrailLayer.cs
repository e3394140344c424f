namespace Agentry;

/// <summary>Checks what comes back from a tool. The outcome is in the log already: nothing here runs the tool again.</summary>
internal sealed class ResultGuardrailLayer(Guard guard) : IToolLayer
{
    private readonly ValueGuard _values = new(guard);

    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        ToolOutcome outcome = await next(context, cancellationToken).ConfigureAwait(false);
        if (outcome.Kind is ToolOutcomeKind.Refused or ToolOutcomeKind.Suspended)
            return outcome;
        ValueDecision decision = await _values.CheckAsync(ToolText.ResultOf(context), outcome.Answer, cancellationToken).ConfigureAwait(false);
        if (!decision.Passes)
            outcome = outcome.WithValue(GuardrailMessages.Withheld(context.Contract.Name), GuardrailCodes.Blocked);
        else if (decision.IsChanged)
            outcome = outcome.WithValue(decision.Value, GuardrailCodes.Rewritten);

        // Under a foreign loop the result comes by again, among the messages of the next request.
        GuardrailRun state = GuardrailRun.Of(context.Run);
        if (!state.IsAgentRun)
            state.Results[context.CallId] = new CheckedResult(outcome.Answer, outcome.Answer);
        return outcome;
    }
}
