using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A call of high risk that failed: a person sees it before the model may improvise.</summary>
public sealed class FailureEscalationTests
{
    [Theory, BothStoresAndModes]
    public async Task HighRiskFailure_WaitsInTheInbox_PersonSaysItHappened(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        ScriptedChatClient model = Approvals.Model();
        CountingTool pay = Failing(times: 1);
        await using TestHost host = disk.Desk(model, pay, Autonomous, High);
        AgentRun waiting = await mode.RunAsync(host.Agent, Approvals.Request());

        waiting.Status.Should().Be(RunStatus.Suspended);
        waiting.Suspension!.Message.Should().Contain("pay").And.Contain("failed");
        (await host.Inbox().ListAsync()).Should().ContainSingle().Which.Entry.Should().BeEquivalentTo(
            new { Kind = ApprovalKind.UnknownOutcome, Tool = "pay", Risk = RiskTier.High, Status = ApprovalStatus.Pending });

        (await mode.ResumeAsync(host.Agent, waiting.Id)).Status.Should().Be(RunStatus.Suspended, "nobody has settled it");
        await host.Runs.SettleAsync(waiting.Id, "c", CallSettlement.Happened(Approvals.Json("\"receipt 7\"")), "clerk");
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id);

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(1);
        Answer(model).Should().Be("receipt 7");
        (await host.Inbox().ListAsync()).Should().BeEmpty();
    }

    [Theory, BothStoresAndModes]
    public async Task HighRiskFailure_PersonLetsItFail_ModelIsToldAndNothingRuns(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        ScriptedChatClient model = Approvals.Model();
        CountingTool pay = Failing(times: 1);
        await using TestHost host = disk.Desk(model, pay, Autonomous, High);
        AgentRun waiting = await mode.RunAsync(host.Agent, Approvals.Request());

        await host.Runs.SettleAsync(waiting.Id, "c", CallSettlement.GivenUp, "clerk");
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id);

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(1);
        Answer(model).Should().Contain("failed").And.Contain("a person has seen it");
        (await host.LogAsync(run.Id)).Of<ToolSettled>().Single().Outcome.Should().Be(ToolOutcomeKind.Failed);
    }

    [Theory, BothStoresAndModes]
    public async Task HighRiskFailure_PersonSaysRunItAgain_SameKey(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Failing(times: 1);
        await using TestHost host = disk.Desk(Approvals.Model(), pay, Autonomous, t => t.Keyed().Risk(RiskTier.High));
        AgentRun waiting = await mode.RunAsync(host.Agent, Approvals.Request());
        (await mode.ResumeAsync(host.Agent, waiting.Id)).Status.Should().Be(RunStatus.Suspended, "a keyed tool, too, waits for the person");

        await host.Runs.SettleAsync(waiting.Id, "c", CallSettlement.DidNotHappen, "clerk");
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id);

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Invocations.Should().HaveCount(2);
        pay.Invocations.Select(i => i.IdempotencyKey).Distinct().Should().ContainSingle();
    }

    [Theory, BothStoresAndModes]
    public async Task Failure_BelowTheTierOrTurnedOff_IsToldToTheModel(StoreKind kind, RunMode mode)
    {
        foreach ((Action<IAgentryBuilder> agent, RiskTier risk) in ((Action<IAgentryBuilder>, RiskTier)[])
        [
            (Autonomous, RiskTier.Medium),
            (a => a.ConfigureDecisions(o => (o.Handling.High, o.Handling.EscalateFailuresFrom) = (RiskHandling.Autonomous, null)), RiskTier.High),
        ])
        {
            await using var disk = new Disk(kind);
            ScriptedChatClient model = Approvals.Model();
            await using TestHost host = disk.Desk(model, Failing(times: 1), agent, t => t.NonIdempotent().Risk(risk));

            AgentRun run = await mode.RunAsync(host.Agent, Approvals.Request());

            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            Answer(model).Should().Be("No funds.");
        }
    }

    private static void Autonomous(IAgentryBuilder agent) => agent.ConfigureDecisions(o => o.Handling.High = RiskHandling.Autonomous);

    private static void High(ToolBuilder tool) => tool.NonIdempotent().Risk(RiskTier.High);

    private static CountingTool Failing(int times)
    {
        int calls = 0;
        return new CountingTool("pay", (_, _) => calls++ < times ? throw new ToolException("No funds.") : new("paid"), schema: Approvals.Schema);
    }

    /// <summary>What the model was told about the call.</summary>
    private static string? Answer(ScriptedChatClient model) =>
        model.Requests[^1].Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Single().Result?.ToString();
}
