using System.Collections.Frozen;
using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>A payment that waits for people, and the people.</summary>
internal static class Approvals
{
    public const string Schema = """
        {"type":"object","properties":{"amount":{"type":"number","minimum":0},"to":{"type":"string"}},"required":["amount"],"additionalProperties":false}
        """;

    public static readonly AgentCaller Ann = Person("ann", "finance");
    public static readonly AgentCaller Ben = Person("ben", "finance");
    public static readonly AgentCaller Cleo = Person("cleo", "finance", "directors");
    public static readonly AgentCaller Guest = Person("guest", "kitchen");

    public static AgentCaller Person(string subject, params string[] roles) => new() { Subject = subject, Roles = roles.ToFrozenSet() };

    public static RunRequest Request(string text = "Pay.") => new(text) { Caller = AgentCaller.Of("customer") };

    public static CountingTool Pay() => new("pay", schema: Schema);

    public static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    public static ScriptedChatClient Model(string arguments = """{"amount":600}""") =>
        new(ModelReply.Call("pay", arguments, "c"), ModelReply.Text("Done."));

    /// <summary>Whoever pays more than 500 waits for finance.</summary>
    public static void AskAbove500(IAgentryBuilder agent) => agent.ConfigureDecisions(o => o.Rules["above_500"] = Rule("/amount <= 500"));

    public static PolicyRule Rule(string require, PolicyVerdict otherwise = PolicyVerdict.RequireApproval, string group = "finance", int? quorum = null)
    {
        var rule = new PolicyRule { Require = require, Otherwise = otherwise, Quorum = quorum };
        rule.Tools.Add("pay");
        if (otherwise == PolicyVerdict.RequireApproval)
            rule.Groups.Add(group);
        return rule;
    }

    /// <summary>A host on the disk that pays, by the disk's clock.</summary>
    public static TestHost Desk(
        this Disk disk,
        IChatClient model,
        AIFunction pay,
        Action<IAgentryBuilder>? agent = null,
        Action<ToolBuilder>? declare = null,
        RunStore? store = null,
        Action<IAgentryBuilder>? all = null) =>
        disk.Node(model, pay, declare ?? (t => t.NonIdempotent()), store, disk.Clock, agent ?? AskAbove500, all).AndOthers();

    public static ApprovalInbox Inbox(this TestHost host) => host.Services.GetRequiredService<ApprovalInbox>();

    public static string ApprovalId(this AgentRun run) => run.PendingApprovals.Should().ContainSingle().Which.ApprovalId!;

    public static async Task<ApprovalReceipt> MustDecideAsync(this TestHost host, string id, ApprovalDecision decision, AgentCaller approver)
    {
        ApprovalReceipt receipt = await host.Inbox().DecideAsync(id, decision, approver);
        receipt.Refused.Should().BeNull();
        return receipt;
    }

    public static async Task<IReadOnlyList<string>> RefusalsAsync(this TestHost host, RunId run) =>
        [.. (await host.LogAsync(run)).Of<ApprovalRefused>().Select(e => e.Code)];
}
