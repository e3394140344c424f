using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class ToolRetryTests
{
    private static ScriptedChatClient CallsOnce(string tool = "pay") => new(request => request.Index == 0 ? ModelReply.Call(tool) : ModelReply.Text("Done."));

    /// <summary>A tool that fails a number of times and then works.</summary>
    private static CountingTool Fails(int times, Func<Exception> failure)
    {
        int failed = 0;
        return new CountingTool("pay", (_, _) => failed++ < times ? throw failure() : new ValueTask<object?>("paid"));
    }

    private static async Task<(AgentRun Run, IReadOnlyList<RunLogEntry> Log)> RunAsync(
        CountingTool tool, ToolEffect effect, RunMode mode = RunMode.Plain, Action<ResilienceOptions>? configure = null)
    {
        var clock = new WatchedClock();
        await using TestHost host = ResilientHost.Create(CallsOnce(), clock, configure, agent => agent.WithTool(tool, t => t.Effect(effect)));
        Task<AgentRun> work = mode.RunAsync(host.Agent, "Pay.");
        await clock.PassWaitsAsync(work);
        AgentRun run = await work;
        return (run, await host.CheckAsync(run));
    }

    [Theory]
    [InlineData(ToolEffect.ReadOnly)]
    [InlineData(ToolEffect.Idempotent)]
    [InlineData(ToolEffect.Keyed)]
    public async Task Tool_ThatMayRepeat_IsRunAgainUnderOneIntentAndOneKey(ToolEffect effect)
    {
        CountingTool tool = Fails(2, () => new HttpRequestException("gone"));

        (AgentRun run, IReadOnlyList<RunLogEntry> log) = await RunAsync(tool, effect);

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        tool.Count.Should().Be(3);
        tool.Invocations.Select(i => i.IdempotencyKey).Distinct().Should().ContainSingle().Which.Should().Be(log.Of<ToolIntended>().Single().Key);
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
        log.Bodies(ResilienceEvents.AttemptFailed).Select(b => (b.Text("target"), b.Text("name"), b.Text("attempt")))
            .Should().Equal(("tool", "pay", "1"), ("tool", "pay", "2"));
    }

    [Theory, BothModes]
    public async Task Scenario41_ToolThatKeepsFailing_HasNoMoreAttemptsThanConfigured(RunMode mode)
    {
        CountingTool tool = Fails(99, () => new HttpRequestException("gone"));

        (AgentRun run, IReadOnlyList<RunLogEntry> log) = await RunAsync(tool, ToolEffect.Idempotent, mode);

        tool.Count.Should().Be(3);
        run.ToolCalls.Should().Be(1);
        log.Of<ToolCompleted>().Single().FailureClass.Should().Be(FailureClass.Transient);
    }

    [Theory, BothModes]
    public async Task Scenario40_NonIdempotentTool_IsNeverRetriedOnATimeout(RunMode mode)
    {
        CountingTool tool = Fails(1, () => new TimeoutException());

        (_, IReadOnlyList<RunLogEntry> log) = await RunAsync(tool, ToolEffect.NonIdempotent, mode);

        tool.Count.Should().Be(1);
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
        log.Bodies(ResilienceEvents.AttemptFailed).Single().Text("because").Should().Be("effect_must_not_repeat");
    }

    [Fact]
    public async Task NonIdempotentTool_ThatSaysNothingWasSent_IsRunAgain()
    {
        CountingTool tool = Fails(1, () => new ToolException("The bank cannot be reached.", FailureClass.Transient, neverSent: true));

        (_, IReadOnlyList<RunLogEntry> log) = await RunAsync(tool, ToolEffect.NonIdempotent);

        tool.Count.Should().Be(2);
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
    }

    [Fact]
    public async Task NonIdempotentTool_WhoseConnectionWasRefused_IsNotRunAgain()
    {
        CountingTool tool = Fails(1, () => new HttpRequestException(HttpRequestError.ConnectionError, "refused"));

        (_, IReadOnlyList<RunLogEntry> log) = await RunAsync(tool, ToolEffect.NonIdempotent);

        tool.Count.Should().Be(1, "the tool may have sent an earlier request");
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
    }

    [Fact]
    public async Task ToolsOwnFault_IsNotRetried()
    {
        CountingTool tool = Fails(1, () => new ToolException("There is no such order."));

        await RunAsync(tool, ToolEffect.ReadOnly);

        tool.Count.Should().Be(1);
    }

    [Fact]
    public async Task Scenario48_UncancellableTool_ThatTimesOut_LeavesUnknown()
    {
        var never = new TaskCompletionSource<object?>();
        var tool = new CountingTool("pay", (_, _) => new ValueTask<object?>(never.Task));
        var clock = new WatchedClock(TimeSpan.FromHours(1));
        await using TestHost host = ResilientHost.Create(
            CallsOnce(), clock, agent: agent => agent.WithTool(tool, t => t.NonIdempotent().Timeout(TimeSpan.FromSeconds(20))));

        Task<AgentRun> work = host.Agent.RunAsync("Pay.");
        await clock.PassWaitsAsync(work);
        AgentRun run = await work;

        tool.Count.Should().Be(1);
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
        never.SetResult("late");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AttemptThatTimedOut_IsRepeatedOnlyWhenItHasStopped(bool listens)
    {
        var never = new TaskCompletionSource<object?>();
        int calls = 0;
        var tool = new CountingTool("pay", async (_, token) =>
            calls++ > 0 ? "paid" : await never.Task.WaitAsync(listens ? token : CancellationToken.None));
        ToolCallContext? call = null;
        var clock = new WatchedClock();
        await using TestHost host = ResilientHost.Create(
            CallsOnce(),
            clock,
            o => o.Tools.AttemptTimeout = TimeSpan.FromSeconds(20),
            agent => agent.WithTool(tool, t => t.Keyed()).Layer(ToolStage.Retry, (context, next, token) =>
            {
                call = context;
                return next(context, token);
            }));

        Task<AgentRun> work = host.Agent.RunAsync("Pay.");
        (await clock.PassWaitAsync()).Should().Be(TimeSpan.FromSeconds(20));
        await clock.NextWaitAsync();
        if (listens)
            await RunChecks.UntilAsync(() => !call!.IsAtWork);
        clock.Inner.Advance(TimeSpan.FromSeconds(8));
        AgentRun run = await work.Soon();

        tool.Count.Should().Be(listens ? 2 : 1);
        IReadOnlyList<RunLogEntry> log = await host.LogAsync(run.Id);
        log.Bodies(ResilienceEvents.AttemptSkipped).Should().HaveCount(listens ? 0 : 1);
        log.Of<ToolCompleted>().Single(c => !c.Late).Outcome.Should().Be(listens ? ToolOutcomeKind.Succeeded : ToolOutcomeKind.Unknown);
        never.TrySetResult("late");
    }

    [Fact]
    public async Task Cancelled_WhileItWaitsForTheNextAttempt_KeepsTheLastOutcome()
    {
        using var cancel = new CancellationTokenSource();
        var clock = new WatchedClock();
        CountingTool tool = Fails(9, () => new ToolException("The bank cannot be reached.", FailureClass.Transient, neverSent: true));
        await using TestHost host = ResilientHost.Create(CallsOnce(), clock, agent: agent => agent.WithTool(tool, t => t.NonIdempotent()));

        Task<AgentRun> work = host.Agent.RunAsync("Pay.", cancel.Token);
        await clock.NextWaitAsync();
        await cancel.CancelAsync();
        AgentRun run = await work.Soon();

        run.Status.Should().Be(RunStatus.Cancelled);
        tool.Count.Should().Be(1);
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Failed, "it is certain that nothing was sent");
    }

    [Fact]
    public async Task RetryAfter_OfATool_IsHonoured()
    {
        int calls = 0;
        var tool = new CountingTool("pay", (_, _) => calls++ == 0 ? throw new SdkException(429, headers: ("retry-after", "9")) : new ValueTask<object?>("paid"));
        var clock = new WatchedClock();
        await using TestHost host = ResilientHost.Create(CallsOnce(), clock, agent: agent => agent.WithTool(tool, t => t.ReadOnly()));

        Task<AgentRun> work = host.Agent.RunAsync("Pay.");
        List<TimeSpan> waits = await clock.PassWaitsAsync(work);

        waits.Should().Equal(TimeSpan.FromSeconds(9));
        tool.Count.Should().Be(2);
    }

    [Fact]
    public async Task Scenario41_ChildAgent_RetriesItsOwnModelAndIsNotRetriedItself()
    {
        var clock = new WatchedClock();
        var failing = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(500)));
        await using TestHost child = ResilientHost.Create(failing, clock, o => o.Breaker.Enabled = false);
        await using TestHost host = ResilientHost.Create(
            CallsOnceWithTask(), clock, agent: agent => agent.WithTool(child.Agent.AsTool("child"), t => t.ReadOnly()));

        Task<AgentRun> work = host.Agent.RunAsync("Ask the other.");
        await clock.PassWaitsAsync(work);
        AgentRun run = await work;

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        failing.Requests.Should().HaveCount(3);
        (await host.CheckAsync(run)).Of<ExtensionEvent>().Should().BeEmpty();
    }

    private static ScriptedChatClient CallsOnceWithTask() =>
        new(request => request.Index == 0 ? ModelReply.Call("child", """{"task":"Do it."}""") : ModelReply.Text("Done."));
}
