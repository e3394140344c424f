namespace Agentry;

/// <summary>Refuses a new run for which a shared budget has nothing left. A look only: each call reserves for itself.</summary>
internal sealed class BudgetAdmissionLayer(BudgetPlan plan) : IRunLayer
{
    public async ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken)
    {
        if (!context.Log.IsCreated && plan.ForAdmission(context) is { Count: > 0 } parts)
        {
            IReadOnlyList<AccountBalance> balances =
                await context.Pipeline.Runtime.Store.ReadAccountsAsync(context.Caller.Tenant, parts, cancellationToken).ConfigureAwait(false);
            if (balances.FirstOrDefault(b => b.FreeAfter != TimeSpan.Zero) is { } full)
                return RunOutcome.Block(new RunReason(RunReasonCodes.Budget, $"The budget '{full.Account}' is used up{When(full)}."));
        }

        return await next(context, cancellationToken).ConfigureAwait(false);
    }

    private static string When(AccountBalance full) => full.FreeAfter is { } wait ? $"; it begins anew in {wait:g}" : "";
}
