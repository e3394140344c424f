using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class RunLimitsTests
{
    [Theory, BothModes]
    public async Task MaxTurns_ByDefault_IsFortyAndKeepsThePartialText(RunMode mode)
    {
        var model = new ScriptedChatClient(r => ModelReply.Call("look", $$"""{"n":{{r.Index}}}""").WithText($"Step {r.Index}."));
        var tool = new CountingTool("look");
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.ReadOnly()));

        AgentRun run = await mode.RunAsync(host.Agent, "Look.").Soon();

        run.Status.Should().Be(RunStatus.LimitReached);
        run.Reason!.Code.Should().Be(RunReasonCodes.MaxTurns);
        run.Turns.Should().Be(40);
        tool.Count.Should().Be(40);
        run.Text.Should().Be("Step 39.");
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task MaxTurns_ModelAsksInACycle_Ends(RunMode mode)
    {
        var model = new ScriptedChatClient(r => ModelReply.Call(r.Index % 2 == 0 ? "ping" : "pong"));
        await using var host = new TestHost(model, agent => agent.WithTool(new CountingTool("ping")).WithTool(new CountingTool("pong")));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Status.Should().Be(RunStatus.LimitReached);
        run.Turns.Should().Be(40);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task MaxToolCalls_HitWithinABatch_ExecutedOnesAreRecordedAndTheOthersRefused(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Calls([.. Enumerable.Range(0, 5).Select(_ => ("pay", "{}", (string?)null))]).WithText("Paying."));
        var tool = new CountingTool("pay");
        await using var host = new TestHost(model, agent => agent.WithTool(tool).WithLimits(l => l.MaxToolCalls = 3));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        run.Status.Should().Be(RunStatus.LimitReached);
        run.Reason!.Code.Should().Be(RunReasonCodes.MaxToolCalls);
        run.Text.Should().Be("Paying.");
        tool.Count.Should().Be(3);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolCompleted>().Should().HaveCount(3);
        log.Of<ToolRefused>().Should().HaveCount(2).And.OnlyContain(r => r.Code == ToolRefusalCodes.Limit);
    }

    [Theory, BothModes]
    public async Task MaxCallsPerTool_CountsEachToolByItself(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Calls(("a", "{}", null), ("b", "{}", null)), ModelReply.Calls(("b", "{}", null), ("a", "{}", null), ("a", "{}", null)));
        CountingTool a = new("a");
        CountingTool b = new("b");
        await using var host = new TestHost(
            model, agent => agent.WithTool(a).WithTool(b, t => t.ReadOnly()).WithLimits(l => l.MaxCallsPerTool = 2));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.MaxCallsPerTool);
        a.Count.Should().Be(2);
        b.Count.Should().Be(2);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task MaxToolCalls_ParallelCalls_NeverMoreThanTheLimit(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Calls([.. Enumerable.Range(0, 40).Select(_ => ("look", "{}", (string?)null))]));
        var tool = new CountingTool("look");
        await using var host = new TestHost(model, agent => agent
            .WithTool(tool, t => t.ReadOnly()).WithLimits(l => l.MaxToolCalls = 17).ConfigureAgent(o => o.MaxParallelToolCalls = 16));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        tool.Count.Should().Be(17);
        run.ToolCalls.Should().Be(17);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task MaxTokens_UsedUp_NoFurtherModelCall(RunMode mode)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Call("look").WithUsage(60, 20));
        await using var host = new TestHost(
            model, agent => agent.WithTool(new CountingTool("look"), t => t.ReadOnly()).WithLimits(l => l.MaxTokens = 150));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.MaxTokens);
        run.Turns.Should().Be(2);
        run.Usage.TotalTokenCount.Should().Be(160);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task MaxDuration_ReachedInAModelCall_KeepsWhatWasStreamed(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(ModelReply.HangAfter("Half an answer"));
        await using var host = new TestHost(
            model, agent => agent.WithLimits(l => (l.MaxDuration, l.MaxStepDuration) = (TimeSpan.FromMinutes(1), null)),
            services: s => s.AddSingleton<TimeProvider>(clock));

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.");
        await RunChecks.UntilAsync(() => model.Requests.Count == 1);
        if (mode == RunMode.Streaming)
            await RunChecks.UntilAsync(() => clock.ArmedTimers == 1);
        clock.Advance(TimeSpan.FromMinutes(1));
        AgentRun run = await running.Soon();

        run.Status.Should().Be(RunStatus.LimitReached);
        run.Reason!.Code.Should().Be(RunReasonCodes.MaxDuration);
        run.Text.Should().Be(mode == RunMode.Streaming ? "Half an answer" : "");
        (await host.CheckAsync(run)).Of<ModelInterrupted>().Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task MaxDuration_ReachedInATool_RecordsItsOutcomeAndAnswersTheOthers(RunMode mode)
    {
        var clock = new FakeClock();
        var tool = new CountingTool("slow", async (_, token) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(token);
            return null;
        });
        var model = new ScriptedChatClient(ModelReply.Calls(("slow", "{}", null), ("slow", "{}", null)));
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool).WithLimits(l => l.MaxDuration = TimeSpan.FromMinutes(1)),
            services: s => s.AddSingleton<TimeProvider>(clock));

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.");
        await RunChecks.UntilAsync(() => tool.Count == 1 && clock.ArmedTimers == 2);
        clock.Advance(TimeSpan.FromMinutes(1));
        AgentRun run = await running.Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.MaxDuration);
        tool.Count.Should().Be(1);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
        log.Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.RunEnding);
    }

    [Theory, BothModes]
    public async Task MaxStepDuration_ReachedInAModelCall_EndsTheRun(RunMode mode)
    {
        foreach (ModelReply reply in new[] { ModelReply.Hang(), ModelReply.Deaf(), ModelReply.HangAfter("Half") })
        {
            var clock = new FakeClock();
            var model = new ScriptedChatClient(ModelReply.Call("look").WithUsage(5, 5), reply);
            await using var host = new TestHost(
                model, agent => agent.WithTool(new CountingTool("look")).WithLimits(l => l.MaxStepDuration = TimeSpan.FromSeconds(20)),
                services: s => s.AddSingleton<TimeProvider>(clock));

            Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.");
            await RunChecks.UntilAsync(() => model.Requests.Count == 2);
            clock.Advance(TimeSpan.FromSeconds(20));
            AgentRun run = await running.Soon();

            run.Status.Should().Be(RunStatus.LimitReached);
            run.Reason!.Code.Should().Be(RunReasonCodes.MaxStepDuration);
            (await host.CheckAsync(run)).Of<ModelInterrupted>().Should().ContainSingle();
        }
    }

    [Fact]
    public async Task RequestLimits_LooserThanTheAgents_ChangeNothing()
    {
        var model = new ScriptedChatClient(_ => ModelReply.Call("look"));
        await using var host = new TestHost(
            model, agent => agent.WithTool(new CountingTool("look")).WithLimits(l => (l.MaxTurns, l.MaxToolCalls) = (5, 4)));

        AgentRun loose = await host.Agent.RunAsync(new RunRequest("Go.") { Limits = new RunLimits { MaxTurns = 100, MaxToolCalls = 100 } }).Soon();
        AgentRun tight = await host.Agent.RunAsync(new RunRequest("Go.") { Limits = new RunLimits { MaxTurns = 2 } }).Soon();

        loose.Reason!.Code.Should().Be(RunReasonCodes.MaxToolCalls);
        loose.ToolCalls.Should().Be(4);
        tight.Reason!.Code.Should().Be(RunReasonCodes.MaxTurns);
        tight.Turns.Should().Be(2);
    }

    [Fact]
    public async Task RequestLimits_OutOfRange_AreMisuse()
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Hi.")));

        Func<Task> negative = () => host.Agent.RunAsync(new RunRequest("Go.") { Limits = new RunLimits { MaxStepDuration = TimeSpan.FromSeconds(-1) } });
        Action streaming = () => host.Agent.RunStreamingAsync(new RunRequest("Go.") { Limits = new RunLimits { MaxTurns = 0 } });

        (await negative.Should().ThrowAsync<AgentryException>()).Which.Message.Should().Contain("MaxStepDuration");
        streaming.Should().Throw<AgentryException>().Which.Message.Should().Contain("MaxTurns");
    }

    [Fact]
    public async Task Durations_AsLongAsTheyMayBe_CanBeWaitedFor()
    {
        TimeSpan longest = TimeSpan.FromDays(49);
        var tool = new CountingTool("look", async (_, _) =>
        {
            await Task.Yield();
            return "seen";
        });
        var model = new ScriptedChatClient(ModelReply.Call("look"), ModelReply.Text("Done."));
        await using var host = new TestHost(model, agent => agent
            .WithTool(tool, t => t.Timeout(longest)).WithLimits(l => (l.MaxDuration, l.MaxStepDuration) = (longest, longest)));

        AgentRun run = await host.Agent.RunAsync("Go.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
    }

    [Fact]
    public void Durations_LongerThanATimerCanCount_AreRefusedAtStart()
    {
        var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("Hi.")), agent => agent.WithLimits(l => l.MaxStepDuration = TimeSpan.FromDays(60)));

        host.Invoking(h => h.Agent).Should().Throw<AgentryConfigurationException>().Which.Message.Should().Contain("MaxStepDuration");
    }
}
