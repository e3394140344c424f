using System.Globalization;
using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using static Agentry.Tests.Approvals;

namespace Agentry.Tests;

/// <summary>Every way we know to make a call run that nobody, or nobody who may, agreed to. None does, and each attempt leaves a trace.</summary>
public sealed class ApprovalAttackTests(ITestOutputHelper output)
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static readonly Case[] All =
    [
        // At the inbox.
        new("an id that nobody asked under", ApprovalRefusalCodes.NoSuchApproval, a => a.TryAsync(ApprovalDecision.Approve(), Ann, "AAAAAAAAAAAAAAAAAAAAAAAA")),
        new("the call's id in place of the question's", ApprovalRefusalCodes.NoSuchApproval, a => a.TryAsync(ApprovalDecision.Approve(), Ann, "c")),
        new("an approver of another tenant", ApprovalRefusalCodes.NoSuchApproval, a => a.TryAsync(ApprovalDecision.Approve(), Ann with { Tenant = "other" })),
        new("the requester", ApprovalRefusalCodes.Requester, a => a.TryAsync(ApprovalDecision.Approve(), Person("customer", "finance"))),
        new("somebody without the role", ApprovalRefusalCodes.NotEntitled, a => a.TryAsync(ApprovalDecision.Approve(), Guest)),
        new("nobody", ApprovalRefusalCodes.Malformed, a => a.TryAsync(ApprovalDecision.Approve(), Person(" ", "finance"))),
        new("a hash that was not asked about", ApprovalRefusalCodes.Altered, a => a.TryAsync(ApprovalDecision.Approve() with { ArgumentsHash = "00" }, Ann)),
        new("a decision after the deadline", ApprovalRefusalCodes.Late, a =>
        {
            a.Disk.Clock.Advance(TimeSpan.FromDays(3));
            return a.TryAsync(ApprovalDecision.Approve(), Ann);
        }),
        new("an approval after a rejection", ApprovalRefusalCodes.AlreadyClosed, async a =>
        {
            await a.TryAsync(ApprovalDecision.Reject(), Ben);
            await a.TryAsync(ApprovalDecision.Approve(), Ann);
        }),
        new("an approval after a rejection that was read", ApprovalRefusalCodes.AlreadyClosed, async a =>
        {
            await a.TryAsync(ApprovalDecision.Reject(), Ben);
            await a.ResumeAsync();
            await a.TryAsync(ApprovalDecision.Approve(), Ann);
        }),
        new("an approval of a cancelled run", ApprovalRefusalCodes.AlreadyClosed, async a =>
        {
            await a.Host.Runs.CancelAsync(a.Waiting.Id, "customer");
            await a.TryAsync(ApprovalDecision.Approve(), Ann);
        }),
        new("one person twice for a quorum of two", ApprovalRefusalCodes.AlreadyVoted, async a =>
        {
            await a.TryAsync(ApprovalDecision.Approve(), Ann);
            await a.TryAsync(ApprovalDecision.Approve("really"), Ann);
        })
        { Quorum = 2 },
        new("the same vote sent twice for a quorum of two", null, async a =>
        {
            await a.TryAsync(ApprovalDecision.Approve(), Ann);
            await a.TryAsync(ApprovalDecision.Approve(), Ann);
        })
        { Quorum = 2 },

        // In the mailbox, by whoever can write the store.
        new("a signal with a forged id", ApprovalRefusalCodes.NoSuchApproval, async a => await a.WriteAsync((await a.SignalAsync(Ann)) with { ApprovalId = "forged" })),
        new("a signal with other arguments", ApprovalRefusalCodes.Altered, async a => await a.WriteAsync((await a.SignalAsync(Ann)) with { ArgumentsHash = "ff" })),
        new("a signal with another contract", ApprovalRefusalCodes.Altered, async a => await a.WriteAsync((await a.SignalAsync(Ann)) with { ToolVersion = "ff" })),
        new("a signal of the requester", ApprovalRefusalCodes.Requester, async a => await a.WriteAsync(await a.SignalAsync(Person("customer", "finance")))),
        new("a signal of somebody without the role", ApprovalRefusalCodes.NotEntitled, async a => await a.WriteAsync(await a.SignalAsync(Guest))),
        new("a signal of nobody", ApprovalRefusalCodes.Malformed, async a => await a.WriteAsync((await a.SignalAsync(Ann)) with { Approver = "" })),
        new("a signal that is no JSON", ApprovalRefusalCodes.Malformed, a => a.WriteAsync("{approve")),
        new("a signal with half of a body", ApprovalRefusalCodes.Malformed, a => a.WriteAsync($$"""{"approvalId":"{{a.Id}}","verdict":"Approve"}""")),
        new("a signal with an unknown verdict", ApprovalRefusalCodes.Malformed, async a => await a.WriteAsync((await a.SignalAsync(Ann)).Write().Replace("Approve\"", "Execute\"", StringComparison.Ordinal))),
        new("an approval that smuggles arguments", ApprovalRefusalCodes.Malformed, async a => await a.WriteAsync((await a.SignalAsync(Ann)) with { Arguments = Json("""{"amount":9}""") })),
        new("an edit without arguments", ApprovalRefusalCodes.Malformed, async a => await a.WriteAsync(await a.SignalAsync(Ann, ApprovalVerdict.Edit))),
        new("an edit into an array", ApprovalRefusalCodes.Malformed, async a => await a.WriteAsync((await a.SignalAsync(Ann, ApprovalVerdict.Edit)) with { Arguments = Json("[1]") })),
        new("a signal read after the deadline", ApprovalRefusalCodes.Late, async a =>
        {
            await a.WriteAsync(await a.SignalAsync(Ann));
            a.Disk.Clock.Advance(TimeSpan.FromDays(3));
        }),
        new("two signals of one person for a quorum of two", ApprovalRefusalCodes.AlreadyVoted, async a =>
        {
            await a.WriteAsync(await a.SignalAsync(Ann), "one");
            await a.WriteAsync((await a.SignalAsync(Ann)) with { Reason = "more" }, "two");
        })
        { Quorum = 2 },
        new("the question of another run", ApprovalRefusalCodes.NoSuchApproval, async a =>
        {
            AgentRun other = await a.Host.Agent.RunAsync(Request("Pay again."));
            await a.WriteAsync((await a.SignalAsync(Ann)) with { ApprovalId = other.ApprovalId() });
        })
        { Replies = 2 },
        new("a settlement of a call that never ran", null, async a => await a.WriteAsync(
            new SettleSignal { Key = await KeyAsync(a), Kind = SettlementKind.DidNotHappen }.Write(), "s", RunSignal.Settle)),
        new("a late success of a call that never ran", null, async a => await a.WriteAsync(
            new LateSignal { Key = await KeyAsync(a), Outcome = ToolOutcomeKind.Succeeded }.Write(), "l", RunSignal.LateOutcome)),

        // With a key that signs the log, whoever can only write the store decides nothing.
        new("a signal without a seal", ApprovalRefusalCodes.Forged, async a => await a.WriteAsync(await a.SignalAsync(Ann))) { IsSigned = true },
        new("a seal of another run", ApprovalRefusalCodes.Forged, async a => await a.WriteAsync((await a.SignalAsync(Ann)).Sealed(new RunKey("", new RunId("other")), Key))) { IsSigned = true },
        new("a seal of another tenant", ApprovalRefusalCodes.Forged, async a => await a.WriteAsync((await a.SignalAsync(Ann)).Sealed(new RunKey("t", a.Waiting.Id), Key))) { IsSigned = true },
        new("a seal with another key", ApprovalRefusalCodes.Forged, async a => await a.WriteAsync((await a.SignalAsync(Ann)).Sealed(a.Run, new byte[32]))) { IsSigned = true },
        new("a body changed under its seal", ApprovalRefusalCodes.Forged, async a => await a.WriteAsync((await a.SignalAsync(Guest, ApprovalVerdict.Reject)).Sealed(a.Run, Key) with { Verdict = ApprovalVerdict.Approve, Groups = ["finance"] })) { IsSigned = true },

        // When the call is about to run.
        new("resuming again and again", null, async a =>
        {
            for (int i = 0; i < 5; i++)
                (await a.ResumeAsync()).Status.Should().Be(RunStatus.AwaitingApproval);
        }),
        new("a policy that turns to no after the approval", "flipped", async a =>
        {
            await a.TryAsync(ApprovalDecision.Approve(), Ann);
            a.Host.Services.GetRequiredService<Flip>().Decide = () => PolicyDecision.Deny("flipped", "Not any more.");
        }),
        new("a policy that throws after the approval", PolicyLayer.Failed, async a =>
        {
            await a.TryAsync(ApprovalDecision.Approve(), Ann);
            a.Host.Services.GetRequiredService<Flip>().Decide = () => throw new InvalidOperationException("broken");
        }),
        new("a policy that says nothing after the approval", PolicyLayer.Failed, async a =>
        {
            await a.TryAsync(ApprovalDecision.Approve(), Ann);
            a.Host.Services.GetRequiredService<Flip>().Decide = () => null!;
        }),
        new("an edit to what a policy denies", "rule_not_met", a => a.TryAsync(ApprovalDecision.Edit(Json("""{"amount":5000}""")), Ann)),
        new("an edit to a text where a number was", ToolRefusalCodes.InvalidArguments, a => a.TryAsync(ApprovalDecision.Edit(Json("""{"amount":"5"}""")), Ann)),
        new("an edit with an argument that nobody declared", ToolRefusalCodes.InvalidArguments, a => a.TryAsync(ApprovalDecision.Edit(Json("""{"amount":5,"account":"mine"}""")), Ann)),
        new("an edit with more digits than a rule can compare", "rule_not_met", a => a.TryAsync(ApprovalDecision.Edit(Json("""{"amount":999.99999999999999999999999999999999}""")), Ann)),
    ];

    public static TheoryData<StoreKind, string> Cases()
    {
        var data = new TheoryData<StoreKind, string>();
        foreach (Case attack in All)
        {
            data.Add(StoreKind.Memory, attack.Name);
            data.Add(StoreKind.Sqlite, attack.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Attack_DoesNotRunTheCall_AndLeavesATrace(StoreKind kind, string name)
    {
        AttackResult result = await RunAsync(kind, All.Single(c => c.Name == name));

        result.Executions.Should().Be(0, name);
        result.IsIntended.Should().BeFalse(name);
        result.IsIntact.Should().BeTrue(name);
        if (result.Expected is { } code)
            result.Traces.Should().Contain(code, name);
        else
            result.Status.Should().Be(RunStatus.AwaitingApproval, "nothing has changed");
        output.WriteLine($"{kind,-7} {result}");
    }

    /// <summary>Every attack on a store, and what became of it.</summary>
    internal static async Task<IReadOnlyList<AttackResult>> RunAllAsync(StoreKind kind)
    {
        List<AttackResult> results = [];
        foreach (Case attack in All)
            results.Add(await RunAsync(kind, attack));
        return results;
    }

    private static async Task<AttackResult> RunAsync(StoreKind kind, Case attack)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        var replies = Enumerable.Range(0, attack.Replies).Select(_ => ModelReply.Call("pay", """{"amount":600}""", "c")).Append(ModelReply.Text("Done."));
        await using TestHost host = disk.Desk(new ScriptedChatClient([.. replies]), pay, agent => agent
            .ConfigureDecisions(o =>
            {
                o.Rules["above_500"] = Rule("/amount <= 500", quorum: attack.Quorum);
                o.Rules["never"] = Rule("/amount <= 1000", PolicyVerdict.Deny);
            })
            .AddPolicy(services => new LambdaPolicy("flips", _ => services.GetRequiredService<Flip>().Decide())), all: all =>
        {
            all.Services.AddSingleton<Flip>();
            if (attack.IsSigned)
                all.SignRunLog(Key);
        });
        AgentRun waiting = await host.Agent.RunAsync(Request()).Soon();
        var attempt = new Attack(host, disk, waiting, pay);

        await attack.Try(attempt);
        AgentRun run = await host.Agent.ResumeAsync(waiting.Id).Soon();

        IReadOnlyList<RunLogEntry> log = await host.LogAsync(run.Id);
        return new AttackResult
        {
            Name = attack.Name,
            Expected = attack.Code,
            Executions = pay.Count,
            IsIntended = log.Of<ToolIntended>().Any(),
            IsIntact = (await host.Runs.VerifyAsync(run.Id)).IsIntact,
            Status = run.Status,
            Traces = [.. attempt.Refusals, .. log.Of<ApprovalRefused>().Select(e => e.Code), .. log.Of<ToolRefused>().Select(e => e.Code)],
        };
    }

    [Fact]
    public void Attacks_AreMany() => All.Should().HaveCountGreaterThan(25);

    private static async Task<string> KeyAsync(Attack attack) => (await attack.Host.Runs.StateAsync(attack.Waiting.Id)).Approvals[0].Request.Key;

    private sealed record Case(string Name, string? Code, Func<Attack, Task> Try)
    {
        public int? Quorum { get; init; }

        public bool IsSigned { get; init; }

        public int Replies { get; init; } = 1;
    }

    /// <summary>A policy's mind, which the test changes.</summary>
    private sealed class Flip
    {
        public Func<PolicyDecision> Decide { get; set; } = () => PolicyDecision.Allow;
    }
}
