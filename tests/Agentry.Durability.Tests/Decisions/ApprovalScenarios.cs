using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static Agentry.Tests.Approvals;

namespace Agentry.Tests;

/// <summary>People decide: the acceptance scenarios 50 to 64.</summary>
public sealed class ApprovalScenarios
{
    [Theory, BothStoresAndModes]
    public async Task Scenario_50_Approve_RunsExactlyTheApprovedArguments(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        waiting.Status.Should().Be(RunStatus.AwaitingApproval, waiting.ToString());
        pay.Count.Should().Be(0);
        ApprovalRecord record = (await host.Inbox().ListAsync()).Should().ContainSingle().Subject;
        (record.Run.RunId, record.Entry.Tool, record.Entry.Requester, record.Entry.Agent).Should().Be((waiting.Id, "pay", "customer", "test"));
        record.Entry.Groups.Should().Equal("finance");
        ApprovalDetails details = (await host.Inbox().GetAsync(record.Entry.Id, Ann))!;
        details.Arguments!.Value.GetRawText().Should().Be("""{"amount":600}""");
        details.Context.Should().NotBeEmpty();
        details.What.Should().Contain("cannot be undone");
        (await host.Inbox().GetAsync(record.Entry.Id, Guest))!.Arguments.Should().BeNull("the kitchen may not decide");

        // Another process decides.
        await using TestHost office = disk.Desk(Model(), Pay());
        ApprovalReceipt receipt = await office.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Approve("looks right"), Ann);
        (receipt.Status, receipt.DecidedBy).Should().Be((ApprovalStatus.Approved, "ann"));
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Invocations.Should().ContainSingle().Which.Arguments["amount"].Should().BeOfType<JsonElement>().Which.GetRawText().Should().Be("600");
        (await host.Inbox().ListAsync()).Should().BeEmpty();
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ApprovalVoted>().Single().Vote.Should().BeEquivalentTo(new ApprovalVote("ann", ["finance"]));
        log.Of<ToolIntended>().Single().ArgumentsHash.Should().Be(log.Of<ApprovalRequested>().Single().ArgumentsHash);
        log.Of<PolicyDecided>().Should().HaveCount(2, "policies are asked again when the call runs");
        (await host.Runs.ExplainAsync(run.Id, "c")).Should().Contain("ann decided: approve").And.EndWith("It ran.");
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_50_Reject_TheModelIsToldWhyAndNothingRuns(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        ScriptedChatClient model = Model();
        await using TestHost host = disk.Desk(model, pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Reject("wrong customer"), Ann);

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 0));
        model.Requests[1].AnswerTo("c").Should().Contain("rejected").And.Contain("wrong customer");
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.Rejected);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_50_Respond_TheModelReadsThePerson(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        ScriptedChatClient model = Model();
        await using TestHost host = disk.Desk(model, pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Respond("It was paid by hand this morning."), Ann);

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 0));
        model.Requests[1].AnswerTo("c").Should().Be("It was paid by hand this morning.");
        await host.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_50_61_Edit_IsCheckedAgainAndBothHashesAreInTheLog(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Edit(Json("""{"amount":550}"""), "too much"), Ann);

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Invocations.Should().ContainSingle().Which.Arguments["amount"]!.ToString().Should().Be("550");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        ApprovalClosed closed = log.Of<ApprovalClosed>().Single();
        closed.ArgumentsHash.Should().Be(log.Of<ApprovalRequested>().Single().ArgumentsHash).And.NotBe(closed.EditedHash);
        log.Of<ToolIntended>().Single().ArgumentsHash.Should().Be(closed.EditedHash);
        log.Of<PolicyDecided>().Last().InputsHash.Should().Be(closed.EditedHash);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_61_EditThatBreaksTheSchema_IsRefusedByTheContract(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Edit(Json("""{"amount":-1}""")), Ann);

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 0));
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.InvalidArguments);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_61_EditThatAPolicyDenies_DoesNotRun(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay, a => a.ConfigureDecisions(o =>
        {
            o.Rules["above_500"] = Rule("/amount <= 500");
            o.Rules["never_above_1000"] = Rule("/amount <= 1000", PolicyVerdict.Deny);
        }));
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Edit(Json("""{"amount":1000.01}""")), Ann);

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 0));
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolRefused>().Single().Code.Should().Be("rule_not_met");
        log.Of<PolicyDecided>().Last().Verdict.Should().Be(PolicyVerdict.Deny);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_51_ThreeCallsWait_DecisionsOutOfOrderLandRight(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        var model = new ScriptedChatClient(
            ModelReply.Calls(("pay", """{"amount":601}""", "a"), ("pay", """{"amount":602}""", "b"), ("pay", """{"amount":603}""", "c")), ModelReply.Text("Done."));
        await using TestHost host = disk.Desk(model, pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        waiting.PendingApprovals.Select(p => p.ApprovalId).Should().HaveCount(3).And.OnlyHaveUniqueItems();
        string Id(string call) => waiting.PendingApprovals.Single(p => p.CallId == call).ApprovalId!;

        await host.MustDecideAsync(Id("c"), ApprovalDecision.Approve(), Ann);
        AgentRun still = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();
        still.Status.Should().Be(RunStatus.AwaitingApproval);
        still.PendingApprovals.Select(p => p.CallId).Should().Equal("a", "b");
        await host.MustDecideAsync(Id("a"), ApprovalDecision.Reject(), Ben);
        await host.MustDecideAsync(Id("b"), ApprovalDecision.Edit(Json("""{"amount":502}""")), Ann);
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Invocations.Select(i => i.Arguments["amount"]!.ToString()).Should().Equal("603", "502");
        model.Requests[1].AnswerTo("a").Should().Contain("rejected");
        await host.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_52_ArgumentsChangeAfterTheApproval_TheCallIsRefused(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        int amount = 600;
        await using TestHost host = disk.Desk(Model(), pay, a =>
        {
            AskAbove500(a);
            a.Layer(ToolStage.Guardrail, (context, next, token) =>
                context.Arguments["amount"]!.ToString() == amount.ToString(System.Globalization.CultureInfo.InvariantCulture)
                    ? next(context, token)
                    : new(context.Rewrite(new Dictionary<string, object?> { ["amount"] = amount })));
        });
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Approve(), Ann);
        amount = 9_000;

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 0));
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.ArgumentsChanged);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_53_PolicyFlipsOnResume_RejectedCallStillDoesNotRun(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        bool asks = true;
        await using TestHost host = disk.Desk(Model(), pay, a => a.AddPolicy(new LambdaPolicy(
            "flips", _ => asks ? PolicyDecision.RequireApproval("asked", "Ask.") : PolicyDecision.Allow)));
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Reject(), Ann);
        asks = false;

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 0));
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.Rejected);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_53_PolicyFlipsOnResume_UndecidedCallStillWaits(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        bool asks = true;
        await using TestHost host = disk.Desk(Model(), pay, a => a.AddPolicy(new LambdaPolicy(
            "flips", _ => asks ? PolicyDecision.RequireApproval("asked", "Ask.") : PolicyDecision.Allow)));
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        asks = false;

        AgentRun again = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (again.Status, pay.Count).Should().Be((RunStatus.AwaitingApproval, 0));
        again.ApprovalId().Should().Be(waiting.ApprovalId());
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_54_RejectedCall_NoLayerRunsIt(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        int inner = 0;
        await using TestHost host = disk.Desk(Model(), pay, a =>
        {
            AskAbove500(a);

            // A layer that asks the rest of the pipeline again and again, and one further in that would see it pass.
            a.Layer(ToolStage.Observe, async (context, next, token) =>
            {
                ToolOutcome outcome = await next(context, token);
                return outcome.Kind == ToolOutcomeKind.Refused ? await next(context, token) : outcome;
            });
            a.Layer(ToolStage.Limits, (context, next, token) =>
            {
                inner++;
                return next(context, token);
            });
        });
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Reject(), Ann);

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count, inner).Should().Be((RunStatus.Completed, 0, 0));
        await host.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_55_SiblingsThatNeedNobody_RunOnceAndNotAgain(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        CountingTool look = new("look");
        CountingTool mail = new("mail");
        var model = new ScriptedChatClient(
            ModelReply.Calls(("look", "{}", "l"), ("pay", """{"amount":900}""", "p"), ("pay", """{"amount":20}""", "q"), ("mail", "{}", "m")), ModelReply.Text("Done."));
        await using TestHost host = disk.Desk(model, pay, a =>
        {
            AskAbove500(a);
            a.WithTool(look, t => t.ReadOnly()).WithTool(mail, t => t.NonIdempotent());
        });
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        (look.Count, pay.Count, mail.Count).Should().Be((1, 1, 1));
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Approve(), Ann);

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, look.Count, pay.Count, mail.Count).Should().Be((RunStatus.Completed, 1, 2, 1));
        await host.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_56_Deadline_SilenceIsNo(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        disk.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        (await host.Runs.RecoverAsync()).Should().Be(0, "nobody looks at it before its time");
        disk.Clock.Advance(TimeSpan.FromSeconds(1));

        (await host.Runs.RecoverAsync()).Should().Be(1);

        AgentRun run = (await host.Runs.GetAsync(waiting.Id))!;
        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 0));
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ApprovalClosed>().Single().Status.Should().Be(ApprovalStatus.Expired);
        log.Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.ApprovalExpired);
        (await host.Inbox().DecideAsync(waiting.ApprovalId(), ApprovalDecision.Approve(), Ann)).Refused.Should().Be(ApprovalRefusalCodes.AlreadyClosed);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_57_Escalation_OthersDecideAndTheFirstMayNotAnyMore(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay, a =>
        {
            AskAbove500(a);
            a.ConfigureDecisions(o =>
            {
                o.Approval.EscalateAfter = TimeSpan.FromHours(4);
                o.Approval.EscalateTo.Add("directors");
            });
        });
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        disk.Clock.Advance(TimeSpan.FromHours(4));
        (await host.Runs.RecoverAsync()).Should().Be(1);
        (await host.Inbox().ListAsync(new ApprovalQuery { Groups = ["directors"] })).Should().ContainSingle().Which.Entry.Groups.Should().Equal("directors");

        (await host.Inbox().DecideAsync(waiting.ApprovalId(), ApprovalDecision.Approve(), Ann)).Refused.Should().Be(ApprovalRefusalCodes.NotEntitled);
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Approve(), Cleo);
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 1));
        (await host.CheckAsync(run)).Of<ApprovalEscalated>().Should().ContainSingle();
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_58_Quorum_TwoDifferentPeopleAndNeverTheRequester(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay, a => a.ConfigureDecisions(o => o.Rules["two"] = Rule("/amount <= 500", quorum: 2)));
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        string id = waiting.ApprovalId();

        (await host.MustDecideAsync(id, ApprovalDecision.Approve(), Ann)).Status.Should().Be(ApprovalStatus.Pending);
        (await host.Inbox().DecideAsync(id, ApprovalDecision.Approve("again"), Ann)).Refused.Should().Be(ApprovalRefusalCodes.AlreadyVoted);
        (await host.Inbox().DecideAsync(id, ApprovalDecision.Approve(), Person("customer", "finance"))).Refused.Should().Be(ApprovalRefusalCodes.Requester);
        AgentRun still = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();
        (still.Status, pay.Count).Should().Be((RunStatus.AwaitingApproval, 0));
        (await host.MustDecideAsync(id, ApprovalDecision.Approve(), Ben)).Status.Should().Be(ApprovalStatus.Approved);
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 1));
        await host.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_58_EditUnderAQuorum_AsksTheOthersAboutTheEdit(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay, a => a.ConfigureDecisions(o => o.Rules["two"] = Rule("/amount <= 500", quorum: 2)));
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Edit(Json("""{"amount":700}""")), Ann);

        AgentRun asked = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (asked.Status, pay.Count).Should().Be((RunStatus.AwaitingApproval, 0));
        asked.ApprovalId().Should().NotBe(waiting.ApprovalId());
        (await host.Inbox().DecideAsync(asked.ApprovalId(), ApprovalDecision.Approve(), Ann)).Refused.Should().Be(ApprovalRefusalCodes.AlreadyVoted);
        await host.MustDecideAsync(asked.ApprovalId(), ApprovalDecision.Approve(), Ben);
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();
        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Invocations.Should().ContainSingle().Which.Arguments["amount"]!.ToString().Should().Be("700");
        await host.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_59_TwoDecideAtOnce_TheFirstCountsAndTheSecondIsToldIt(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay);
        await using TestHost office = disk.Desk(Model(), Pay());
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        string id = waiting.ApprovalId();

        ApprovalReceipt[] receipts = await Task.WhenAll(
            Task.Run(() => host.Inbox().DecideAsync(id, ApprovalDecision.Approve(), Ann)),
            Task.Run(() => office.Inbox().DecideAsync(id, ApprovalDecision.Reject(), Ben)));

        ApprovalReceipt first = receipts.Should().ContainSingle(r => r.IsCounted).Subject;
        ApprovalReceipt second = receipts.Single(r => !r.IsCounted);
        second.Refused.Should().Be(ApprovalRefusalCodes.AlreadyClosed);
        (second.Status, second.DecidedBy).Should().Be((first.Status, first.DecidedBy));
        (await host.Inbox().DecideAsync(id, first.DecidedBy == "ann" ? ApprovalDecision.Approve() : ApprovalDecision.Reject(), first.DecidedBy == "ann" ? Ann : Ben))
            .Status.Should().Be(first.Status, "the same again is told the same");
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();
        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(first.DecidedBy == "ann" ? 1 : 0);
        await host.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_60_DecisionAfterARestart_ByAnotherNode(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        RunId id;
        string approval;
        await using (TestHost before = disk.Desk(Model(), Pay()))
        {
            AgentRun waiting = await mode.RunAsync(before.Agent, Request()).Soon();
            (id, approval) = (waiting.Id, waiting.ApprovalId());
        }

        CountingTool pay = Pay();
        await using TestHost office = disk.Desk(Model(), Pay());
        await using TestHost after = disk.Desk(new ScriptedChatClient(ModelReply.Text("Done.")), pay);
        await office.MustDecideAsync(approval, ApprovalDecision.Approve(), Ann);

        (await after.Runs.RecoverAsync()).Should().Be(1);

        AgentRun run = (await after.Runs.GetAsync(id))!;
        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 1));
        await after.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_62_CancelledRun_WithdrawsItsQuestions(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();

        await host.Runs.CancelAsync(waiting.Id, "customer");

        (await host.Inbox().ListAsync()).Should().BeEmpty();
        (await host.Inbox().ListAsync(new ApprovalQuery { Status = null })).Should().ContainSingle().Which.Entry.Status.Should().Be(ApprovalStatus.Withdrawn);
        (await host.Inbox().DecideAsync(waiting.ApprovalId(), ApprovalDecision.Approve(), Ann)).Refused.Should().Be(ApprovalRefusalCodes.AlreadyClosed);
        AgentRun run = (await host.Runs.GetAsync(waiting.Id))!;
        (run.Status, pay.Count).Should().Be((RunStatus.Cancelled, 0));
        await host.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_63_DeploymentWithAnotherSchema_PeopleAreAskedAgain(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        RunId id;
        string old;
        await using (TestHost before = disk.Desk(Model(), Pay()))
        {
            AgentRun waiting = await mode.RunAsync(before.Agent, Request()).Soon();
            (id, old) = (waiting.Id, waiting.ApprovalId());
            await before.MustDecideAsync(old, ApprovalDecision.Approve(), Ann);
        }

        var pay = new CountingTool("pay", schema: Schema.Replace("\"to\"", "\"payee\"", StringComparison.Ordinal));
        await using TestHost host = disk.Desk(new ScriptedChatClient(ModelReply.Text("Done.")), pay);
        AgentRun asked = await mode.ResumeAsync(host.Agent, id).Soon();
        (asked.Status, pay.Count).Should().Be((RunStatus.AwaitingApproval, 0));
        asked.ApprovalId().Should().NotBe(old);
        (await host.LogAsync(id)).Of<ApprovalRequested>().Last().Supersedes.Should().Be(old);
        await host.MustDecideAsync(asked.ApprovalId(), ApprovalDecision.Approve(), Ann);
        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

        (run.Status, pay.Count).Should().Be((RunStatus.Completed, 1));
        await host.CheckAsync(run);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_64_WaitingRun_HoldsNoLeaseTimerOrWorker(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        await using TestHost host = disk.Desk(Model(), Pay());
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();

        AgentryRuntime runtime = host.Agent.Pipeline.Runtime;
        runtime.Active.IsEmpty.Should().BeTrue();
        disk.Clock.Advance(TimeSpan.FromSeconds(5));
        disk.Clock.ArmedTimers.Should().Be(0);
        var key = new RunKey("", waiting.Id);
        AcquireResult other = await host.Store.AcquireAsync(key, new StoreLease("somebody else", TimeSpan.FromSeconds(1)));
        other.Outcome.Should().Be(AcquireOutcome.Acquired, "nobody holds it");
    }
}
