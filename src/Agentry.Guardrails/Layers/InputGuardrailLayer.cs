namespace Agentry;

/// <summary>Checks what the user sent before anything is logged or asked, and names the guardrail when a reply was blocked.</summary>
internal sealed class InputGuardrailLayer(Guard guard) : IRunLayer
{
    private readonly RequestGuard _requests = new(guard);

    public async ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken)
    {
        GuardrailRun state = GuardrailRun.Of(context);
        state.IsAgentRun = true;
        RequestDecision input = await _requests.CheckAsync(context, context.Input, cancellationToken).ConfigureAwait(false);
        if (!input.Passes)
            return RunOutcome.Block(GuardrailMessages.Blocked(GuardrailSurfaces.UserInput, input.Findings));
        context.Input = input.Messages;
        RunOutcome outcome = await next(context, cancellationToken).ConfigureAwait(false);
        return outcome.Status == RunStatus.Blocked && state.Blocked is { } reason ? outcome with { Reason = reason } : outcome;
    }
}
