using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Agentry.Tests.Approvals;

namespace Agentry.Tests;

/// <summary>A call of an agent that is another one's tool: its question is the root's, and nobody skips it.</summary>
public sealed class ChildApprovalTests
{
    [Theory, BothStoresAndModes]
    public async Task NestedAgent_ApprovalIsNotSkipped_BubblesToTheRootAndRunsOnce(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = Family(disk, pay);

        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();

        waiting.Status.Should().Be(RunStatus.AwaitingApproval, waiting.ToString());
        PendingApproval pending = waiting.PendingApprovals.Should().ContainSingle().Subject;
        (pending.Tool, pay.Count).Should().Be(("pay", 0));
        ApprovalRecord record = (await host.Inbox().ListAsync()).Should().ContainSingle().Subject;
        (record.Entry.Id, record.Entry.RootRun, record.Entry.Agent).Should().Be((pending.ApprovalId!, waiting.Id.Value, "helper"));
        pending.Run.Should().Be(record.Run.RunId.Value);
        record.Entry.Requester.Should().Be("customer", "the caller of the root asked for it");
        (await host.Inbox().DecideAsync(pending.ApprovalId!, ApprovalDecision.Approve(), Person("customer", "finance"))).Refused.Should().Be(ApprovalRefusalCodes.Requester);
        await host.MustDecideAsync(pending.ApprovalId!, ApprovalDecision.Approve(), Ann);
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 1));
        (await host.Inbox().ListAsync()).Should().BeEmpty();
        await host.CheckAsync(run);
    }

    [Theory, BothStores]
    public async Task NestedAgent_DecisionWakesTheRootByRecoveryAlone(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = Family(disk, pay);
        AgentRun waiting = await host.Agent.RunAsync(Request()).Soon();
        await host.MustDecideAsync(waiting.PendingApprovals[0].ApprovalId!, ApprovalDecision.Reject("no"), Ann);

        await host.Runs.RecoverAsync();

        AgentRun run = (await host.Runs.GetAsync(waiting.Id))!;
        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 0));
    }

    [Theory, BothStores]
    public async Task NestedAgent_DeadlineOfTheChild_EndsTheWaitingOfTheRoot(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = Family(disk, pay);
        AgentRun waiting = await host.Agent.RunAsync(Request()).Soon();
        disk.Clock.Advance(TimeSpan.FromDays(3));

        await host.Runs.RecoverAsync();

        AgentRun run = (await host.Runs.GetAsync(waiting.Id))!;
        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 0));
    }

    [Theory, BothStores]
    public async Task NestedAgent_RootIsCancelled_QuestionOfTheChildIsWithdrawn(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = Family(disk, pay);
        AgentRun waiting = await host.Agent.RunAsync(Request()).Soon();

        await host.Runs.CancelAsync(waiting.Id, "customer");

        (await host.Inbox().ListAsync()).Should().BeEmpty();
        (await host.Inbox().DecideAsync(waiting.PendingApprovals[0].ApprovalId!, ApprovalDecision.Approve(), Ann)).Refused.Should().Be(ApprovalRefusalCodes.AlreadyClosed);
        pay.Count.Should().Be(0);
    }

    private static TestHost Family(Disk disk, CountingTool pay) => Families.Host(
        disk,
        new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Pay."}""", "h"), ModelReply.Text("All done.")),
        Model(),
        helper =>
        {
            helper.WithTool(pay, t => t.NonIdempotent());
            AskAbove500(helper);
        },
        clock: disk.Clock).AndOthers();
}
