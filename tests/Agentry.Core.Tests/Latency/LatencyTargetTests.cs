using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>What takes longer than it should goes on, and the log says so.</summary>
public sealed class LatencyTargetTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, BothModes]
    public async Task ModelStep_LongerThanItsTarget_IsRecordedAndGoesOn(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(_ =>
        {
            clock.Advance(3 * Second);
            return ModelReply.Text("Done.");
        });
        await using TestHost host = Host(clock, model, new LatencyTargets { ModelStep = 2 * Second });

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        RunLogEntry breach = log.Single(e => e.Event is LatencyBreached);
        breach.Event.Should().Be(new LatencyBreached { Scope = LatencyScope.ModelStep, BudgetedMs = 2000, TakenMs = 2000, Turn = 1 });
        breach.At.Should().Be(log[0].At + (2 * Second), "it is noticed when it happens and not when the model answers");
        RunState.Fold(log).LatencyBreaches.Should().ContainSingle();
        (await host.Runs.SpendAsync(run.Id)).LatencyBreaches.Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task Everything_WithinItsTarget_RecordsNothing(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(request =>
        {
            clock.Advance(Second);
            return request.Index == 0 ? ModelReply.Call("look") : ModelReply.Text("Done.");
        });
        var targets = new LatencyTargets { Run = 10 * Second, ModelStep = 2 * Second, FirstContent = 2 * Second, ToolStep = 2 * Second };
        await using TestHost host = Host(clock, model, targets, Slow(clock, Second));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        (await host.CheckAsync(run)).Of<LatencyBreached>().Should().BeEmpty();
        await RunChecks.UntilAsync(() => clock.ArmedTimers == 0);
    }

    [Theory, BothModes]
    public async Task FirstContent_Late_IsRecordedOfStreamsAlone(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(_ =>
        {
            clock.Advance(3 * Second);
            return ModelReply.Text("Done.");
        });
        await using TestHost host = Host(clock, model, new LatencyTargets { FirstContent = Second });

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        (await host.CheckAsync(run)).Of<LatencyBreached>().Select(b => (b.Scope, b.Turn)).Should().Equal(
            mode == RunMode.Streaming ? [(LatencyScope.FirstContent, 1)] : []);
    }

    [Fact]
    public async Task FirstContent_InTime_WhateverComesLater()
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(ModelReply.HangAfter("Half"));
        await using TestHost host = Host(clock, model, new LatencyTargets { FirstContent = Second, ModelStep = 5 * Second }, limits: l => l.MaxStepDuration = 9 * Second);
        List<RunUpdate> updates = [];

        Task<AgentRun> running = RunMode.Streaming.RunAsync(host.Agent, "Go.", updates);
        await RunChecks.UntilAsync(() => updates.OfType<TextUpdate>().Any());
        clock.Advance(9 * Second);
        AgentRun run = await running.Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.MaxStepDuration);
        (await host.CheckAsync(run)).Of<LatencyBreached>().Select(b => (b.Scope, b.Cut, b.TakenMs)).Should().Equal(
            (LatencyScope.ModelStep, false, 5000d), (LatencyScope.ModelStep, true, 9000d));
    }

    [Theory, BothModes]
    public async Task ToolStep_LongerThanItsTarget_IsRecordedAndItsResultCounts(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(ModelReply.Call("look", "{}", "c"), ModelReply.Text("Done."));
        CountingTool look = Slow(clock, 3 * Second);
        await using TestHost host = Host(clock, model, new LatencyTargets { ToolStep = Second, ModelStep = Second }, look);

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
        log.Of<LatencyBreached>().Should().Equal(
            new LatencyBreached { Scope = LatencyScope.ToolStep, BudgetedMs = 1000, TakenMs = 1000, Turn = 1, CallId = "c", Tool = "look" });
    }

    [Theory, BothModes]
    public async Task Run_LongerThanItsTarget_IsRecordedOnce(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(request =>
        {
            clock.Advance(2 * Second);
            return request.Index < 4 ? ModelReply.Call("look", $$"""{"n":{{request.Index}}}""") : ModelReply.Text("Done.");
        });
        await using TestHost host = Host(clock, model, new LatencyTargets { Run = 3 * Second }, new CountingTool("look"));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (await host.CheckAsync(run)).Of<LatencyBreached>().Should().Equal(new LatencyBreached { Scope = LatencyScope.Run, BudgetedMs = 3000, TakenMs = 3000 });
    }

    [Theory, BothModes]
    public async Task RequestTargets_TightenThoseOfTheAgent(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(_ =>
        {
            clock.Advance(3 * Second);
            return ModelReply.Text("Done.");
        });
        await using TestHost host = Host(clock, model, new LatencyTargets { ModelStep = 2 * Second, Run = 60 * Second });

        AgentRun run = await mode.RunAsync(
            host.Agent, new RunRequest("Go.") { Limits = new RunLimits { Latency = new LatencyTargets { ModelStep = 9 * Second, Run = Second } } });

        (await host.CheckAsync(run)).Of<LatencyBreached>().Select(b => (b.Scope, b.BudgetedMs)).Should().Equal((LatencyScope.Run, 1000d), (LatencyScope.ModelStep, 2000d));
    }

    [Theory, BothModes]
    public async Task ForeignLoop_StepsAreWatchedToo(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(_ =>
        {
            clock.Advance(3 * Second);
            return ModelReply.Text("Done.");
        });
        await using TestHost host = Host(clock, model, new LatencyTargets { ModelStep = Second, FirstContent = 2 * Second, Run = 2.5 * Second });
        var client = new GuardedChatClient(model, host.Agent.Pipeline);
        RunId id;
        await using (RunScope scope = RunScope.Begin(host.Agent.Pipeline))
        {
            id = scope.RunId;
            if (mode == RunMode.Plain)
                await client.GetResponseAsync("Go.");
            else
                await client.GetStreamingResponseAsync("Go.").ToChatResponseAsync();
        }

        (await host.LogAsync(id)).Of<LatencyBreached>().Select(b => b.Scope).Should().Equal(
            mode == RunMode.Plain ? [LatencyScope.ModelStep, LatencyScope.Run] : [LatencyScope.ModelStep, LatencyScope.FirstContent, LatencyScope.Run]);
    }

    [Fact]
    public void Targets_OutOfRange_FailAtStart() => FluentActions
        .Invoking(() => new TestHost(new ScriptedChatClient(), agent => agent.WithLimits(l => l.Latency = new LatencyTargets { ToolStep = TimeSpan.Zero })).Agent)
        .Should().Throw<AgentryConfigurationException>().WithMessage("*ToolStep*");

    [Theory, BothModes]
    public async Task Targets_OfConfiguration_AreInForce(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(_ =>
        {
            clock.Advance(3 * Second);
            return ModelReply.Text("Done.");
        });
        await using var host = new TestHost(
            model,
            services: s => s.AddSingleton<TimeProvider>(clock),
            configuration: new Dictionary<string, string?> { ["Agentry:Agents:test:Limits:Latency:ModelStep"] = "00:00:01" });

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        (await host.CheckAsync(run)).Of<LatencyBreached>().Single().BudgetedMs.Should().Be(1000);
    }

    [Fact]
    public async Task Observer_SeesEventsAndOneThatThrowsHarmsNobody()
    {
        List<string> seen = [];
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Done.")), agent => agent.Layer(RunStage.InputGuardrail, (run, next, token) =>
        {
            run.Observe(e =>
            {
                seen.Add(e.GetType().Name);
                throw new InvalidOperationException("An observer must not matter.");
            });
            return next(run, token);
        }));

        AgentRun run = await host.Agent.RunAsync("Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        seen.Should().Equal(nameof(InputAccepted), nameof(ModelReplied), nameof(RunEnded));
    }

    private static CountingTool Slow(FakeClock clock, TimeSpan takes) => new("look", (_, _) =>
    {
        clock.Advance(takes);
        return new("found");
    });

    private static TestHost Host(FakeClock clock, ScriptedChatClient model, LatencyTargets targets, CountingTool? look = null, Action<RunLimits>? limits = null) => new(
        model,
        agent =>
        {
            agent.WithLimits(l =>
            {
                l.Latency = targets;
                limits?.Invoke(l);
            });
            if (look is not null)
                agent.WithTool(look, t => t.ReadOnly());
        },
        services: s => s.AddSingleton<TimeProvider>(clock));
}
