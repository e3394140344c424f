namespace Agentry;

/// <summary>Says once per run, budget and part that so much of it is used.</summary>
internal static class BudgetWarning
{
    public static async ValueTask LookAsync(RunContext run, IReadOnlyList<AccountPart> parts, IList<double> warnAt)
    {
        if (warnAt.Count == 0)
            return;
        IReadOnlyList<AccountBalance> balances =
            await run.Pipeline.Runtime.Store.ReadAccountsAsync(run.Caller.Tenant, parts, CancellationToken.None).ConfigureAwait(false);
        for (int i = 0; i < balances.Count; i++)
        {
            long used = balances[i].Spent + balances[i].Reserved;
            foreach (double threshold in warnAt)
            {
                if (used < threshold * parts[i].Limit)
                    break;
                Warn(run, balances[i].Account.ToString(), threshold, used, parts[i].Limit);
            }
        }
    }

    private static void Warn(RunContext run, string account, double threshold, long used, long limit)
    {
        if (run.Log.TryWarn(new BudgetWarned { Account = account, Threshold = threshold, Used = used, Limit = limit }))
            run.Pipeline.Runtime.Logger.BudgetNearlyUsed(account, threshold, run.RunId.Value, used, limit);
    }
}
