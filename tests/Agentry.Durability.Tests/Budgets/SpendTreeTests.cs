using System.Collections.Concurrent;
using System.Globalization;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>Random trees of runs that are retried, overcharged, crashed and recovered: no cap on the path is ever exceeded, and nothing stays reserved.</summary>
public sealed class SpendTreeTests
{
    private const string Task1 = """{"task":"Look."}""";

    [Theory, BothStores]
    public async Task Tree_WhateverHappens_NoCapOnThePathIsExceededAndNothingStaysReserved(StoreKind kind)
    {
        for (int seed = 1; seed <= Scale.Of(12, 150); seed++)
            await CheckAsync(kind, seed);
    }

    private static async Task CheckAsync(StoreKind kind, int seed)
    {
        var random = new Random(seed);
        await using var disk = new Disk(kind);
        decimal tenantCap = random.Next(2, 12) * 0.25m;
        decimal parentCap = random.Next(2, 10) * 0.25m;
        decimal childCap = random.Next(1, 8) * 0.25m;
        var watch = new Watch();
        int diesAfter = random.Next(3, 25);
        for (int process = 0; process < 8; process++)
        {
            var mortal = new MortalStore(disk.Open()) { DiesBefore = process < 4 ? diesAfter + process : int.MaxValue };
            var store = new WatchedStore(mortal, watch);
            var model = new ScriptedChatClient(_ => Reply(random));
            await using TestHost host = Host(disk, store, model, tenantCap, parentCap, childCap).AndOthers();
            if (process == 0)
                await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => WorkAsync(() => host.Agent.RunAsync("Go."))));
            foreach (RunSummary run in await host.Store.ListAsync(new RunQuery { Status = RunStatus.Running }))
            {
                if (run.ParentRun is null)
                    await WorkAsync(() => host.Agent.ResumeAsync(run.Run.RunId));
            }

            disk.LetLeasesRunOut();
        }

        RunStore end = disk.Open();
        IReadOnlyList<RunSummary> runs = await end.ListAsync(new RunQuery { Take = 1000 });
        string which = string.Create(CultureInfo.InvariantCulture, $"seed {seed} on {kind}");
        runs.Should().NotBeEmpty(which);
        runs.Should().OnlyContain(r => r.Status.IsTerminal(), which);
        watch.Excess.Should().BeEmpty(which);
        foreach (RunSummary run in runs)
            (await end.CostAsync(run.Run.RunId)).Reserved.Should().Be(0, which);
        AccountBalance tenant = await end.TenantAsync();
        tenant.Reserved.Should().Be(0, which);
        decimal logged = 0;
        await using TestHost reader = disk.Node(new ScriptedChatClient()).AndOthers();
        foreach (RunSummary run in runs)
            logged += (await reader.Runs.SpendAsync(run.Run.RunId)).Cost;
        BudgetDesk.Dollars(tenant.Spent).Should().Be(logged, "the logs tell what the accounts hold, {0}", which);
    }

    private static TestHost Host(Disk disk, RunStore store, IChatClient model, decimal tenantCap, decimal parentCap, decimal childCap) => disk.Node(
        model,
        store: store,
        agent: agent =>
        {
            BudgetDesk.Budgets(o => o.Tenant.Day = new BudgetCaps { MaxCost = tenantCap }, parentCap)(agent);
            agent.WithTool(s => s.GetRequiredKeyedService<Agent>("helper").AsTool())
                .WithTool(new CountingTool("look"), t => t.ReadOnly().Cost(0.05m))
                .AddResilience(o => o.Retry.BaseDelay = TimeSpan.FromMilliseconds(1));
        },
        all: all => all.AddAgent("helper", helper =>
        {
            BudgetDesk.Budgets(o => o.Tenant.Day = new BudgetCaps { MaxCost = tenantCap }, childCap)(helper);
            helper.WithChatClient(model).WithTool(new CountingTool("look"), t => t.ReadOnly().Cost(0.05m))
                .AddResilience(o => o.Retry.BaseDelay = TimeSpan.FromMilliseconds(1));
        }));

    private static ModelReply Reply(Random random)
    {
        int what;
        long output;
        lock (random)
        {
            what = random.Next(10);
            output = random.Next(0, 201);
        }

        return what switch
        {
            0 => ModelReply.Throw(new HttpRequestException("busy", null, System.Net.HttpStatusCode.InternalServerError)),
            1 => ModelReply.Throw(new HttpRequestException("slow down", null, System.Net.HttpStatusCode.TooManyRequests)),
            2 or 3 or 4 => ModelReply.Call("helper", Task1, $"h{output}").Charged(output),
            5 or 6 => ModelReply.Call("look", "{}", $"l{output}").Charged(output),
            7 => ModelReply.Text("Done, and nobody counted."),
            _ => ModelReply.Text("Done.").Charged(output),
        };
    }

    private static async Task WorkAsync(Func<Task<AgentRun>> work)
    {
        try
        {
            await work();
        }
        catch (RunStoreException)
        {
            // The process died.
        }
    }

    /// <summary>The caps that were said, and what was ever seen above them.</summary>
    private sealed class Watch
    {
        private readonly Lock _lock = new();
        private readonly HashSet<(RunKey, string)> _lateClaims = [];
        private readonly Dictionary<AccountKey, long> _late = [];

        public List<string> Excess { get; } = [];

        /// <summary>A reservation of a dead process that may have been spent, and whose room may have been given to others: its account shows both.</summary>
        public void Late(RunKey run, HeldClaim claim)
        {
            lock (_lock)
            {
                if (!_lateClaims.Add((run, claim.Id)))
                    return;
                foreach (AccountAmount amount in claim.Amounts)
                    _late[amount.Account] = _late.GetValueOrDefault(amount.Account) + amount.Amount;
            }
        }

        public void See(AccountPart part, AccountBalance balance)
        {
            lock (_lock)
            {
                if (balance.Spent + balance.Reserved > part.Limit + _late.GetValueOrDefault(part.Account))
                    Excess.Add($"{part.Account}: {balance.Spent} + {balance.Reserved} of {part.Limit}");
            }
        }
    }

    /// <summary>One process' store, which looks at every account after each commit that claims from it.</summary>
    private sealed class WatchedStore(RunStore inner, Watch watch) : DelegatingRunStore(inner)
    {
        private readonly ConcurrentDictionary<(RunKey, string), bool> _own = [];

        public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
        {
            // What is charged in full, and what is claimed again because its tool runs again, was reserved by a process that died.
            string[] recovered = [.. commit.Settlements.Where(s => s.Amounts.Count == 0).Select(s => s.Id), .. commit.Claims.Select(c => c.Id)];
            foreach (HeldClaim held in await Inner.ReadClaimsAsync(commit.Run, cancellationToken))
            {
                if (!held.IsSettled && recovered.Contains(held.Id) && !_own.ContainsKey((commit.Run, held.Id)))
                    watch.Late(commit.Run, held);
            }

            foreach (AccountClaim claim in commit.Claims)
                _own[(commit.Run, claim.Id)] = true;
            CommitResult result = await base.CommitAsync(commit, cancellationToken);
            foreach (AccountClaim claim in commit.Claims.Where(c => result.RefusedClaims.All(r => r.Id != c.Id)))
            {
                IReadOnlyList<AccountBalance> balances = await Inner.ReadAccountsAsync(commit.Run.Tenant, claim.Parts, cancellationToken);
                for (int i = 0; i < balances.Count; i++)
                    watch.See(claim.Parts[i], balances[i]);
            }

            return result;
        }
    }
}
