namespace Agentry;

/// <summary>Claims what a tool declares to cost. It is taken with the intent: what is refused does not run.</summary>
internal sealed class BudgetToolLayer(BudgetPlan plan) : IToolLayer
{
    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        // A function that throws refuses the call.
        decimal cost = context.Contract.CostOf?.Invoke(context) ?? 0;
        if (cost < 0)
            throw new InvalidOperationException($"{context.Contract.Name} declares a negative cost.");
        foreach (AccountPart part in plan.ForToolCall(context.Run, cost))
            context.Claim(part, ToolRefusalCodes.Budget, ToolMessages.Budget(context.Contract.Name));
        ToolOutcome outcome = await next(context, cancellationToken).ConfigureAwait(false);
        if (outcome is { Kind: ToolOutcomeKind.Refused, Code: ToolRefusalCodes.Budget } && context.ClaimRefusal is { } refusal)
            return Breached(context, outcome, refusal);
        if (cost > 0 && context.Begun && outcome.Kind != ToolOutcomeKind.Suspended)
        {
            context.Cost = cost;
            context.Run.Log.TrySettle(Settled(context, cost), null, wasReserved: false);
        }

        return outcome;
    }

    private ToolOutcome Breached(ToolCallContext context, ToolOutcome refused, ClaimRefusal refusal)
    {
        bool suspends = plan.Options.OnBreach == BudgetBreach.Suspend && !context.Run.IsScope;
        context.Run.Log.Append(
            new BudgetBreached
            {
                Account = refusal.Account.ToString(),
                Response = suspends ? BudgetBreach.Suspend : BudgetBreach.End,
                Turn = context.Turn,
                CallId = context.CallId,
                Tool = context.Contract.Name,
            },
            Actors.Agentry);
        return suspends
            ? ToolOutcome.Suspend(new Suspension
            {
                Kind = Suspension.Budget,
                CallId = context.CallId,
                Tool = context.Contract.Name,
                Message = $"The budget '{refusal.Account}' has no room for the call to {context.Contract.Name}.",
                WakeAt = refusal.RetryAfter is { } wait ? context.Run.Time.GetUtcNow() + wait : null,
            })
            : refused;
    }

    private static SpendSettled Settled(ToolCallContext context, decimal cost) => new()
    {
        Id = context.IdempotencyKey,
        Turn = context.Turn,
        CallId = context.CallId,
        Tool = context.Contract.Name,
        Cost = cost,
        Basis = SpendBasis.Declared,
    };
}
