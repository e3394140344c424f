namespace Agentry;

/// <summary>Checks what the model wants to pass to a tool.</summary>
internal sealed class ArgumentGuardrailLayer(Guard guard) : IToolLayer
{
    private readonly ValueGuard _values = new(guard);

    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        ToolText text = ToolText.ArgumentOf(context);
        Dictionary<string, object?>? changed = null;
        GuardrailVerdict verdict = GuardrailVerdict.Allow;
        foreach ((string name, object? value) in context.Arguments)
        {
            ValueDecision decision = await _values.CheckAsync(text, value, cancellationToken).ConfigureAwait(false);
            verdict = decision.Verdict > verdict ? decision.Verdict : verdict;
            if (decision.IsChanged)
                (changed ??= new Dictionary<string, object?>(context.Arguments, StringComparer.Ordinal))[name] = decision.Value;
        }

        if (verdict == GuardrailVerdict.Block)
            return ToolOutcome.Refuse(GuardrailCodes.Blocked, GuardrailMessages.RefusedArguments(context.Contract.Name));
        if (changed is not null)
            return context.Rewrite(changed);
        return verdict == GuardrailVerdict.RequireApproval
            ? ToolOutcome.Suspend(new Suspension
            {
                Kind = Suspension.Approval,
                CallId = context.CallId,
                Tool = context.Contract.Name,
                Message = GuardrailMessages.Waiting(context.Contract.Name),
            })
            : await next(context, cancellationToken).ConfigureAwait(false);
    }
}
