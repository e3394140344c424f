using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class UnknownOutcomeTests
{
    [Theory, BothModes]
    public async Task Resume_NonIdempotentCallInterrupted_WaitsForSomebodyWhoKnows(RunMode mode)
    {
        await using CrashedDesk desk = await CrashedDesk.CreateAsync(t => t.NonIdempotent());

        AgentRun run = await mode.ResumeAsync(desk.Host.Agent, desk.Run).Soon();

        run.Status.Should().Be(RunStatus.Suspended, run.ToString());
        run.Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);
        (run.Suspension.CallId, run.Suspension.Tool).Should().Be(("c", "pay"));
        desk.Pay.Count.Should().Be(1, "running it again could pay twice");
        LedgerRecord line = (await desk.Host.Runs.LedgerAsync(new LedgerQuery { Outcome = ToolOutcomeKind.Unknown })).Single();
        (line.Run.RunId, line.Entry.Key, line.Entry.Tool, line.Entry.Effect).Should().Be((desk.Run, desk.Key, "pay", ToolEffect.NonIdempotent));

        AgentRun again = await mode.ResumeAsync(desk.Host.Agent, desk.Run).Soon();
        again.Suspension!.Kind.Should().Be(Suspension.UnknownOutcome, "resuming settles nothing");
        desk.Pay.Count.Should().Be(1);
    }

    [Theory, BothModes]
    public async Task Settle_Happened_ModelIsToldTheResultAndTheToolDoesNotRun(RunMode mode)
    {
        await using CrashedDesk desk = await SuspendedAsync();

        SignalResult sent = await desk.Host.Runs.SettleAsync(
            desk.Run, "c", CallSettlement.Happened(JsonSerializer.SerializeToElement("receipt 7")), "clerk", "asked the bank");
        AgentRun run = await mode.ResumeAsync(desk.Host.Agent, desk.Run).Soon();

        sent.Should().Be(SignalResult.Accepted);
        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        desk.Pay.Count.Should().Be(1);
        desk.Model.Requests[^1].AnswerTo("c").Should().Be("receipt 7");
        RunLogEntry settled = (await desk.Host.CheckAsync(run)).Single(e => e.Event is ToolSettled);
        settled.Actor.Should().Be("clerk");
        ((ToolSettled)settled.Event).Should().BeEquivalentTo(new { Settlement = SettlementKind.Happened, Reason = "asked the bank", desk.Key });
        (await desk.Host.Runs.LedgerAsync()).Single().Entry.Outcome.Should().Be(ToolOutcomeKind.Succeeded);
    }

    [Theory, BothModes]
    public async Task Settle_DidNotHappen_TheToolRunsUnderTheSameKey(RunMode mode)
    {
        await using CrashedDesk desk = await SuspendedAsync();

        await desk.Host.Runs.SettleAsync(desk.Run, "c", CallSettlement.DidNotHappen, "clerk");
        AgentRun run = await mode.ResumeAsync(desk.Host.Agent, desk.Run).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        desk.Pay.Invocations.Select(i => i.IdempotencyKey).Should().Equal(desk.Key, desk.Key);
        run.ToolCalls.Should().Be(1);
        await desk.Host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Settle_GivenUp_ModelIsToldThatNobodyKnows(RunMode mode)
    {
        await using CrashedDesk desk = await SuspendedAsync();

        await desk.Host.Runs.SettleAsync(desk.Run, "c", CallSettlement.GivenUp, "clerk");
        AgentRun run = await mode.ResumeAsync(desk.Host.Agent, desk.Run).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        desk.Pay.Count.Should().Be(1);
        desk.Model.Requests[^1].AnswerTo("c").Should().Contain("may or may not");
        (await desk.Host.Runs.LedgerAsync()).Single().Entry.Outcome.Should().Be(ToolOutcomeKind.Unknown);
    }

    [Fact]
    public async Task Settle_Twice_TheFirstWordCounts()
    {
        await using CrashedDesk desk = await SuspendedAsync();

        (await desk.Host.Runs.SettleAsync(desk.Run, "c", CallSettlement.GivenUp, "first")).Should().Be(SignalResult.Accepted);
        (await desk.Host.Runs.SettleAsync(desk.Run, "c", CallSettlement.DidNotHappen, "second")).Should().Be(SignalResult.Duplicate);
        AgentRun run = await desk.Host.Agent.ResumeAsync(desk.Run).Soon();

        desk.Pay.Count.Should().Be(1);
        (await desk.Host.CheckAsync(run)).Single(e => e.Event is ToolSettled).Actor.Should().Be("first");
        await desk.Host.Runs.Awaiting(r => r.SettleAsync(desk.Run, "c", CallSettlement.DidNotHappen, "third"))
            .Should().ThrowAsync<AgentryException>().WithMessage("*does not wait to be settled*");
    }

    [Fact]
    public async Task Settle_CallThatDoesNotWait_IsMisuse()
    {
        await using CrashedDesk desk = await SuspendedAsync();

        await desk.Host.Runs.Awaiting(r => r.SettleAsync(desk.Run, "other", CallSettlement.GivenUp, "clerk")).Should().ThrowAsync<AgentryException>();
        await desk.Host.Runs.Awaiting(r => r.SettleAsync(desk.Run, "c", CallSettlement.GivenUp, "clerk", tenant: "other"))
            .Should().ThrowAsync<AgentryException>("another tenant's run does not exist");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"key":"nobody's","kind":"DidNotHappen"}""")]
    [InlineData(null)]
    public async Task Signal_ForgedSettlement_ChangesNothing(string? body)
    {
        await using CrashedDesk desk = await SuspendedAsync();

        await desk.Host.Store.SignalAsync(new RunKey("", desk.Run), new RunSignal("forged", RunSignal.Settle, "nobody", body));
        AgentRun run = await desk.Host.Agent.ResumeAsync(desk.Run).Soon();

        run.Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);
        desk.Pay.Count.Should().Be(1);
        (await desk.Host.Store.ReadSignalsAsync(new RunKey("", desk.Run))).Should().BeEmpty("it was looked at");
    }

    [Theory, BothModes]
    public async Task Probe_SaysItHappened_OutcomeIsRecordedAndTheToolDoesNotRun(RunMode mode)
    {
        List<(string Key, object? Amount)> probed = [];
        await using CrashedDesk desk = await CrashedDesk.CreateAsync(t => t.NonIdempotent().Probe((call, _) =>
        {
            probed.Add((call.IdempotencyKey, call.Arguments["amount"]));
            return new(CallSettlement.Happened(JsonSerializer.SerializeToElement(new { receipt = 7 })));
        }));

        AgentRun run = await mode.ResumeAsync(desk.Host.Agent, desk.Run).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        desk.Pay.Count.Should().Be(1);
        probed.Single().Key.Should().Be(desk.Key);
        probed.Single().Amount!.ToString().Should().Be("5");
        desk.Model.Requests[^1].AnswerTo("c").Should().Be("""{"receipt":7}""");
        (await desk.Host.CheckAsync(run)).Single(e => e.Event is ToolSettled).Actor.Should().Be("probe:pay");
    }

    [Theory, BothModes]
    public async Task Probe_SaysItDidNotHappen_TheToolRunsUnderTheSameKey(RunMode mode)
    {
        await using CrashedDesk desk = await CrashedDesk.CreateAsync(t => t.NonIdempotent().Probe((_, _) => new(CallSettlement.DidNotHappen)));

        AgentRun run = await mode.ResumeAsync(desk.Host.Agent, desk.Run).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        desk.Pay.Invocations.Select(i => i.IdempotencyKey).Should().Equal(desk.Key, desk.Key);
        await desk.Host.CheckAsync(run);
    }

    [Fact]
    public async Task Probe_CannotTellOrFails_SomebodyIsAsked()
    {
        foreach (Func<CallSettlement?> answer in (Func<CallSettlement?>[])[() => null, () => CallSettlement.GivenUp, () => throw new IOException("down")])
        {
            await using CrashedDesk desk = await CrashedDesk.CreateAsync(t => t.NonIdempotent().Probe((_, _) => new(answer())));

            AgentRun run = await desk.Host.Agent.ResumeAsync(desk.Run).Soon();

            run.Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);
            desk.Pay.Count.Should().Be(1);
        }
    }

    [Theory, BothModes]
    public async Task Execution_LosesItsConnection_RunWaitsAndAProbeThatSaysAbsentIsNotBelieved(RunMode mode)
    {
        var pay = new CountingTool("pay", (_, _) => throw new IOException("reset"));
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        await using var host = new TestHost(model, agent => agent.WithTool(pay, t => t.NonIdempotent().Probe((_, _) => new(CallSettlement.DidNotHappen))));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        run.Suspension!.Kind.Should().Be(Suspension.UnknownOutcome, "the request may still be on its way");
        pay.Count.Should().Be(1);
        model.Requests.Should().ContainSingle("the model is not asked before the outcome is known");
    }

    [Fact]
    public async Task Execution_ComesBackLate_ItsOutcomeSettlesTheCall()
    {
        var clock = new FakeClock();
        var finish = new TaskCompletionSource();
        var pay = new CountingTool("pay", async (_, _) =>
        {
            await finish.Task;
            return "receipt 7";
        });
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        await using var host = new TestHost(
            model,
            agent => agent.WithTool(pay, t => t.NonIdempotent().Timeout(TimeSpan.FromSeconds(10))),
            services: s => s.AddSingleton<TimeProvider>(clock));
        Task<AgentRun> running = host.Agent.RunAsync("Pay.");
        await RunChecks.UntilAsync(() => pay.Count == 1 && clock.ArmedTimers == 2);
        clock.Advance(TimeSpan.FromSeconds(10));
        AgentRun waiting = await running.Soon();
        waiting.Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);

        finish.SetResult();
        await RunChecks.UntilAsync(async () => (await host.Store.GetAsync(new RunKey("", waiting.Id)))!.WakeAt is not null);
        (await host.Runs.RecoverAsync()).Should().Be(1, "a run that can go on is found by recovery");

        AgentRun run = (await host.Runs.GetAsync(waiting.Id))!;
        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(1);
        model.Requests[^1].AnswerTo("c").Should().Be("receipt 7");
        (await host.LogAsync(run.Id)).Of<ToolSettled>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
    }

    private static async Task<CrashedDesk> SuspendedAsync()
    {
        CrashedDesk desk = await CrashedDesk.CreateAsync(t => t.NonIdempotent());
        (await desk.Host.Agent.ResumeAsync(desk.Run).Soon()).Status.Should().Be(RunStatus.Suspended);
        return desk;
    }
}
