namespace Agentry;

/// <summary>Says once per run and budget that it is nearly used up.</summary>
internal static class BudgetWarning
{
    public static async ValueTask LookAsync(RunContext run, IReadOnlyList<AccountPart> parts, double? warnAt)
    {
        if (warnAt is not { } threshold)
            return;
        IReadOnlyList<AccountBalance> balances =
            await run.Pipeline.Runtime.Store.ReadAccountsAsync(run.Caller.Tenant, parts, CancellationToken.None).ConfigureAwait(false);
        for (int i = 0; i < balances.Count; i++)
        {
            long used = balances[i].Spent + balances[i].Reserved;
            string account = balances[i].Account.ToString();
            if (used < threshold * parts[i].Limit || !run.Log.TryWarn(new BudgetWarned { Account = account, Used = used, Limit = parts[i].Limit }))
                continue;
            run.Pipeline.Runtime.Logger.BudgetNearlyUsed(account, run.RunId.Value, used, parts[i].Limit);
        }
    }
}
