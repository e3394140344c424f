using System.Globalization;

namespace Agentry.Benchmarks;

/// <summary>A run that commits step after step, each with a reservation and the settlement of the one before, or the same without.</summary>
internal sealed class SpendLoad(RunStore store, string name, int parts)
{
    private const int StepsPerRun = 20;
    private static readonly string[] Accounts = ["cost", "budget:user:somebody:cost", "budget:tenant:cost"];

    private int _runs;

    /// <summary>Commits in a batch.</summary>
    public static int Steps(int runs) => runs * StepsPerRun;

    public async Task RunAsync(int runs)
    {
        for (int run = 0; run < runs; run++)
            await OneRunAsync();
    }

    private async Task OneRunAsync()
    {
        var key = new RunKey("", new RunId(string.Create(CultureInfo.InvariantCulture, $"{name}{_runs++:D10}")));
        AccountPart[] claimed =
        [
            .. Accounts.Take(parts).Select((a, i) => new AccountPart
            {
                Account = i == 0 ? new AccountKey(AccountKey.OfRun(key.RunId) + a) : new AccountKey(a, AccountPeriod.Day),
                Amount = 300,
                Limit = long.MaxValue / 2,
            }),
        ];
        AccountAmount[] settled = [.. claimed.Select(p => new AccountAmount(p.Account, 250))];
        for (int step = 0; step < StepsPerRun; step++)
        {
            StoreCommit commit = StepCommit.Of(key, step * 2, step == StepsPerRun - 1 ? RunStatus.Completed : RunStatus.Running);
            if (parts > 0)
            {
                commit = commit with
                {
                    Claims = step == StepsPerRun - 1 ? [] : [new AccountClaim { Id = Id(step), Parts = claimed }],
                    Settlements = step == 0 ? [] : [new ClaimSettlement { Id = Id(step - 1), Amounts = settled }],
                };
            }

            CommitResult result = await store.CommitAsync(commit);
            if (result.Outcome != CommitOutcome.Committed || result.RefusedClaims.Count > 0)
                throw new InvalidOperationException($"The commit was {result.Outcome}.");
        }
    }

    private static string Id(int step) => string.Create(CultureInfo.InvariantCulture, $"{step:x32}");
}
