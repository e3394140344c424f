using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>What takes longer than it may is ended, and the log says by what.</summary>
public sealed class LatencyCutTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, BothModes]
    public async Task MaxModelDuration_EndsAModelCall_WhereToolsMayTakeLonger(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(ModelReply.Call("look", "{}", "c"), ModelReply.HangAfter("Half"));
        var look = new CountingTool("look", (_, _) =>
        {
            clock.Advance(20 * Second);
            return new("found");
        });
        await using TestHost host = Host(clock, model, look, l => (l.MaxStepDuration, l.MaxModelDuration) = (30 * Second, 5 * Second));

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.");
        await RunChecks.UntilAsync(() => model.Requests.Count == 2 && clock.ArmedTimers == 2);
        clock.Advance(5 * Second);
        AgentRun run = await running.Soon();

        (run.Status, run.Reason!.Code).Should().Be((RunStatus.LimitReached, RunReasonCodes.MaxStepDuration));
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<LatencyBreached>().Should().Equal(new LatencyBreached { Scope = LatencyScope.ModelStep, BudgetedMs = 5000, TakenMs = 5000, Turn = 2, Cut = true });
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
    }

    [Theory, BothModes]
    public async Task MaxStepDuration_EndsATool_WithTheClassTimeoutAndTheRunGoesOn(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(ModelReply.Call("look", "{}", "c"), ModelReply.Text("Without it."));
        var look = new CountingTool("look", async (_, token) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(token);
            return null;
        });
        await using TestHost host = Host(clock, model, look, l => l.MaxStepDuration = 4 * Second);

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.");
        await RunChecks.UntilAsync(() => look.Count == 1 && clock.ArmedTimers == 2);
        clock.Advance(4 * Second);
        AgentRun run = await running.Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<LatencyBreached>().Should().Equal(
            new LatencyBreached { Scope = LatencyScope.ToolStep, BudgetedMs = 4000, TakenMs = 4000, Turn = 1, CallId = "c", Tool = "look", Cut = true });
        log.Of<ToolCompleted>().First().FailureClass.Should().Be(FailureClass.Timeout);
    }

    [Theory, BothModes]
    public async Task MaxDuration_EndsTheRun_AndTimeSuspendedIsNotInIt(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(request =>
        {
            if (request.Index > 0)
                return ModelReply.Hang();
            clock.Advance(20 * Second);
            return ModelReply.Call("look", "{}", "c");
        });
        bool asked = false;
        await using TestHost host = Host(
            clock,
            model,
            new CountingTool("look"),
            l => (l.MaxDuration, l.Latency) = (60 * Second, new LatencyTargets { Run = 30 * Second }),
            agent => agent.Layer(ToolStage.Approval, (call, next, token) =>
            {
                if (asked)
                    return next(call, token);
                asked = true;
                return new(ToolOutcome.Suspend(new Suspension { Kind = "weather", CallId = call.CallId, Message = "It rains." }));
            }));
        AgentRun waiting = await mode.RunAsync(host.Agent, "Go.");
        waiting.Status.Should().Be(RunStatus.Suspended, waiting.ToString());
        clock.Advance(3600 * Second);

        Task<AgentRun> resumed = mode.ResumeAsync(host.Agent, waiting.Id);
        await RunChecks.UntilAsync(() => model.Requests.Count == 2 && clock.ArmedTimers == 3);
        clock.Advance(40 * Second);
        AgentRun run = await resumed.Soon();

        (run.Status, run.Reason!.Code).Should().Be((RunStatus.LimitReached, RunReasonCodes.MaxDuration));
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<LatencyBreached>().Should().Equal(
            new LatencyBreached { Scope = LatencyScope.Run, BudgetedMs = 30_000, TakenMs = 30_000 },
            new LatencyBreached { Scope = LatencyScope.Run, BudgetedMs = 60_000, TakenMs = 60_000, Cut = true });
    }

    private static TestHost Host(
        FakeClock clock, ScriptedChatClient model, CountingTool? look, Action<RunLimits> limits, Action<IAgentryBuilder>? agent = null) => new(
        model,
        builder =>
        {
            builder.WithLimits(limits);
            if (look is not null)
                builder.WithTool(look, t => t.ReadOnly());
            agent?.Invoke(builder);
        },
        services: s => s.AddSingleton<TimeProvider>(clock));
}
