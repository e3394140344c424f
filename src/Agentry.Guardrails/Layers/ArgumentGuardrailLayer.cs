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
        if (verdict == GuardrailVerdict.RequireApproval)
            context.RequireApproval("guardrails", "guardrail_finding", GuardrailMessages.Waiting(context.Contract.Name));
        return await next(context, cancellationToken).ConfigureAwait(false);
    }
}
