using System.Globalization;
using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Xunit.Abstractions;
using static Agentry.Tests.Approvals;

namespace Agentry.Tests;

/// <summary>
/// Random sequences of decisions, forgeries, crashes, resumes, deadlines and policy changes. No call executes that a policy denies when it executes, or with
/// arguments other than those that were approved, or twice; and every run can reach an end.
/// </summary>
public sealed class DecisionPropertyTests(ITestOutputHelper output)
{
    private static readonly AgentCaller[] People = [Ann, Ben, Cleo, Guest, Person("customer", "finance")];

    [Theory, BothStores]
    public async Task AnySequence_NothingRunsThatIsDeniedOrDiffers_AndEveryRunCanEnd(StoreKind kind)
    {
        int seeds = kind == StoreKind.Memory ? Scale.Of(150, 1_500) : Scale.Of(30, 300);
        DecisionTally tally = await LiveAsync(kind, seeds);

        output.WriteLine($"{kind}: {tally}");
        tally.Violations.Should().BeEmpty();
        tally.Executed.Should().BePositive();
        tally.Refused.Should().BePositive();
        tally.Ended.Should().Be(seeds);
    }

    internal static async Task<DecisionTally> LiveAsync(StoreKind kind, int seeds)
    {
        var tally = new DecisionTally();
        for (int seed = 0; seed < seeds; seed++)
            await new World(kind, seed, tally).LiveAsync();
        return tally;
    }

    /// <summary>One run with up to three payments, and the random life around it.</summary>
    private sealed class World(StoreKind kind, int seed, DecisionTally tally)
    {
#pragma warning disable CA5394 // A seed must give the same sequence again.
        private readonly Random _random = new(seed);
#pragma warning restore CA5394
        private readonly Dictionary<string, List<decimal>> _approved = new(StringComparer.Ordinal);
        private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
        private decimal _denyAbove = 1_000;
        private decimal _askAbove = 500;
        private int _version;

        public async Task LiveAsync()
        {
            tally.Sequences++;
            await using var disk = new Disk(kind);
            RunId? id = null;
            for (int life = 0; life < 12; life++)
            {
                var store = new MortalStore(disk.Open());
                await using TestHost host = Host(disk, store);
                try
                {
                    if (id is null)
                        id = await StartAsync(host, store);
                    if (id is not null && await StepsAsync(host, disk, store, id.Value))
                        break;
                }
                catch (Exception e) when (e is RunStoreException or IOException)
                {
                    tally.Crashes++;
                    id ??= (await host.Runs.ListAsync()).Select(s => (RunId?)s.Run.RunId).FirstOrDefault();
                    disk.LetLeasesRunOut();
                }
            }

            await EndAsync(disk, id);
        }

        private void Violates(string what) => tally.Violations.Add($"{kind}, seed {seed}: {what}");

        private int Next(int below)
        {
#pragma warning disable CA5394
            return _random.Next(below);
#pragma warning restore CA5394
        }

        private async Task<RunId?> StartAsync(TestHost host, MortalStore store)
        {
            if (Next(4) == 0)
                store.DiesBefore = 1 + Next(4);
            return (await host.Agent.RunAsync(Request())).Id;
        }

        /// <returns>True when the run is over.</returns>
        private async Task<bool> StepsAsync(TestHost host, Disk disk, MortalStore store, RunId id)
        {
            for (int i = 0; i < 6; i++)
            {
                tally.Steps++;
                if ((await host.Runs.GetAsync(id))!.Status.IsTerminal())
                    return true;
                switch (Next(10))
                {
                    case 0:
                        _denyAbove = Next(2) == 0 ? 550 : 1_000;
                        break;
                    case 1:
                        _askAbove = Next(2) == 0 ? 100 : 500;
                        break;
                    case 2:
                        disk.Clock.Advance(TimeSpan.FromHours(1 + Next(30)));
                        break;
                    case 3:
                        store.DiesBefore = 1;
                        break;
                    case 4:
                        _version++;
                        return false;
                    case 5:
                        await ForgeAsync(host, id);
                        break;
                    case 6:
                        await host.Runs.RecoverAsync();
                        break;
                    case 7:
                        await host.Agent.ResumeAsync(id);
                        break;
                    default:
                        await DecideAsync(host, id);
                        break;
                }
            }

            return false;
        }

        private async Task DecideAsync(TestHost host, RunId id)
        {
            IReadOnlyList<ApprovalState> open = [.. (await host.Runs.StateAsync(id)).Approvals];
            if (open.Count == 0)
                return;
            ApprovalRequested asked = open[Next(open.Count)].Request;
            decimal edited = 100 * (1 + Next(12));
            ApprovalDecision decision = Next(5) switch
            {
                0 => ApprovalDecision.Reject(),
                1 => ApprovalDecision.Respond("Done by hand."),
                2 => ApprovalDecision.Edit(Json(string.Create(CultureInfo.InvariantCulture, $$"""{"amount":{{edited}}}"""))),
                _ => ApprovalDecision.Approve(),
            };
            AgentCaller who = People[Next(People.Length)];
            ApprovalReceipt receipt = await host.Inbox().DecideAsync(asked.ApprovalId, decision, who);
            tally.Decisions++;
            tally.Refused += receipt.IsCounted ? 0 : 1;
            if (!receipt.IsCounted)
                return;
            if (who == Guest || who.Subject == "customer")
                Violates($"{who.Subject} decided");
            if (!_approved.TryGetValue(asked.Key, out List<decimal>? amounts))
                _approved[asked.Key] = amounts = [];
            if (decision.Verdict == ApprovalVerdict.Approve)
                amounts.Add(await AmountAsync(host, id, asked));
            else if (decision.Verdict == ApprovalVerdict.Edit)
                amounts.Add(edited);
        }

        private static async Task<decimal> AmountAsync(TestHost host, RunId id, ApprovalRequested asked) =>
            (await host.Runs.ContentAsync(id, asked.Arguments)).GetProperty("amount").GetDecimal();

        /// <summary>What somebody writes into the mailbox who may write the store and decide nothing.</summary>
        private async Task ForgeAsync(TestHost host, RunId id)
        {
            IReadOnlyList<ApprovalState> all = (await host.Runs.StateAsync(id)).Approvals;
            ApprovalRequested? asked = all.Count == 0 ? null : all[Next(all.Count)].Request;
            var body = new DecisionSignal
            {
                ApprovalId = asked is null || Next(2) == 0 ? "forged" : asked.ApprovalId,
                Verdict = ApprovalVerdict.Approve,
                Approver = Next(2) == 0 ? "customer" : "guest",
                Groups = Next(2) == 0 ? ["finance"] : ["kitchen"],
                ArgumentsHash = asked?.ArgumentsHash ?? "",
                ToolVersion = asked?.ToolVersion ?? "",
            };

            // Who claims to be somebody else with the right role is kept out by the seal, in the attack tests; here the forger has neither.
            if (body.Approver == "guest")
                body = body with { Groups = ["kitchen"] };
            await host.Store.SignalAsync(new RunKey("", id), new RunSignal($"forged{Next(1_000_000)}", RunSignal.Decide, "approver:ann", body.Write()));
        }

        private async Task EndAsync(Disk disk, RunId? id)
        {
            await using TestHost host = Host(disk, new MortalStore(disk.Open()));
            if (id is null)
            {
                tally.Ended++;
                return;
            }

            // Nobody decides any more: the deadlines do.
            for (int i = 0; i < 20 && !(await host.Runs.GetAsync(id.Value))!.Status.IsTerminal(); i++)
            {
                disk.Clock.Advance(TimeSpan.FromDays(4));
                foreach (CallState call in (await host.Runs.StateAsync(id.Value)).Calls.Where(c => c.IsUnsettled))
                    await host.Runs.SettleAsync(id.Value, call.CallId, CallSettlement.GivenUp, "test");
                await host.Runs.RecoverAsync();
            }

            AgentRun run = (await host.Runs.GetAsync(id.Value))!;
            if (!run.Status.IsTerminal())
                Violates($"it cannot end: {run}");
            if ((await host.Inbox().ListAsync()).Count > 0)
                Violates("a question outlives its run");
            if (!(await host.Runs.VerifyAsync(id.Value)).IsIntact)
                Violates("its log is damaged");
            tally.Ended += run.Status.IsTerminal() ? 1 : 0;
        }

        private TestHost Host(Disk disk, MortalStore store)
        {
            var pay = new CountingTool(
                "pay",
                (arguments, _) =>
                {
                    Executed(ToolCallContext.Current!, decimal.Parse(arguments["amount"]!.ToString()!, CultureInfo.InvariantCulture));
                    return new("paid");
                },
                Schema.Replace("\"to\"", $"\"to{_version}\"", StringComparison.Ordinal));
            var model = new ScriptedChatClient(r => r.Messages.Any(m => m.Role == ChatRole.Tool) ? ModelReply.Text("Done.") : Proposal());
            decimal DenyAbove() => _denyAbove;
            decimal AskAbove() => _askAbove;
            return disk.Desk(
                model,
                pay,
                agent => agent
                    .AddPolicy(new LambdaPolicy("deny", c => Amount(c) > DenyAbove() ? PolicyDecision.Deny("above", "Too much.") : PolicyDecision.Allow))
                    .AddPolicy(new LambdaPolicy("ask", c => Amount(c) > AskAbove()
                        ? PolicyDecision.RequireApproval("above", "Ask.", new ApprovalDemand { Groups = ["finance"] })
                        : PolicyDecision.Allow)),
                t => t.Keyed(),
                store);
        }

        private ModelReply Proposal() =>
            ModelReply.Calls([.. Enumerable.Range(0, 1 + (seed % 3)).Select(i => (
                "pay", string.Create(CultureInfo.InvariantCulture, $$"""{"amount":{{100 * (1 + ((seed + (i * 5)) % 12))}}}"""), (string?)$"c{i}"))]);

        private static decimal Amount(ToolCallContext call) => decimal.Parse(call.Arguments["amount"]!.ToString()!, CultureInfo.InvariantCulture);

        /// <summary>A payment happens: under its key at most one counts, so a repetition after a crash is the same payment.</summary>
        private void Executed(ToolCallContext call, decimal amount)
        {
            tally.Executed += _keys.Add(call.IdempotencyKey) ? 1 : 0;
            if (amount > _denyAbove)
                Violates($"paid {amount} although above {_denyAbove} is denied");
            if (amount > _askAbove && !(_approved.TryGetValue(call.IdempotencyKey, out List<decimal>? amounts) && amounts.Contains(amount)))
                Violates($"paid {amount} and nobody approved exactly that");
        }
    }
}
