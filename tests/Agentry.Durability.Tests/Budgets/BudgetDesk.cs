using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>Calls that reserve 0.30 dollars each: 100 tokens in, 200 out, at a dollar for a thousand.</summary>
internal static class BudgetDesk
{
    public const string Model = "priced";
    public const decimal PerCall = 0.30m;

    /// <summary>A reply that uses what was reserved for it.</summary>
    public static ModelReply Charged(this ModelReply reply, long output = 200) => reply.WithUsage(100, output);

    public static Action<IAgentryBuilder> Budgets(Action<BudgetOptions>? configure = null, decimal? maxCost = null) => agent => agent
        .ConfigureAgent(o => (o.ModelId, o.MaxOutputTokens) = (Model, 200))
        .WithLimits(l => l.MaxCost = maxCost)
        .AddBudgets(o =>
        {
            o.Prices[Model] = o.Prices["scripted"] = new ModelPrice { Input = 1000, Output = 1000 };
            configure?.Invoke(o);
        }, new Flat());

    public static async Task<AccountBalance> TenantAsync(this RunStore store, AccountPeriod period = AccountPeriod.Day) =>
        (await store.ReadAccountsAsync("", [new AccountPart { Account = new AccountKey("budget:tenant:cost", period), Amount = 1, Limit = long.MaxValue }])).Single();

    /// <summary>Spent and reserved of a run's own cost account, in dollars.</summary>
    public static async Task<(decimal Spent, decimal Reserved)> CostAsync(this RunStore store, RunId run)
    {
        var part = new AccountPart { Account = new AccountKey(AccountKey.OfRun(run) + "cost"), Amount = 1, Limit = long.MaxValue };
        AccountBalance balance = (await store.ReadAccountsAsync("", [part])).Single();
        return (Dollars(balance.Spent), Dollars(balance.Reserved));
    }

    public static decimal Dollars(long units) => units / 1_000_000_000m;

    private sealed class Flat : ITokenEstimator
    {
        public long Estimate(IEnumerable<ChatMessage> messages, ChatOptions? options) => 100;
    }
}
