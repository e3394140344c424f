using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>The time of a step is one, however many attempts it takes, and what does not fit any more is not begun.</summary>
public sealed class SharedTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, BothModes]
    public async Task Attempts_ThatHang_ShareTheTimeOfTheStepSoThatEachComes(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(_ => ModelReply.Hang());
        await using TestHost host = Host(model, clock, l => l.MaxStepDuration = 40 * Second);

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Hello");
        await PassAsync(clock, 20 * Second, () => model.Requests.Count == 1);
        await PassAsync(clock, 10 * Second, () => model.Requests.Count == 2);
        await PassAsync(clock, 10 * Second, () => model.Requests.Count == 3);
        AgentRun run = await running.Soon();

        (run.Status, run.Reason!.Code).Should().Be((RunStatus.LimitReached, RunReasonCodes.MaxStepDuration), "the last attempt has all that is left");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Bodies(ResilienceEvents.AttemptFailed).Select(b => b.Text("failureClass")).Should().Equal("Timeout", "Timeout");
        log.Of<LatencyBreached>().Select(b => (b.Scope, b.Cut, b.TakenMs)).Should().Equal((LatencyScope.ModelStep, true, 40_000d));
    }

    [Theory, BothModes]
    public async Task FurtherModel_KeepsItsPartOfTheTime(RunMode mode)
    {
        var clock = new FakeClock();
        var hanging = new ScriptedChatClient(_ => ModelReply.Hang());
        var next = new ScriptedChatClient(ModelReply.Text("From the second."));
        await using TestHost host = Host(
            hanging,
            clock,
            l => l.MaxStepDuration = 90 * Second,
            o => (o.Retry.MaxAttempts, o.FailoverTo) = (2, ["second"]),
            s => s.AddKeyedSingleton<IChatClient>("second", next));

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Hello");
        await PassAsync(clock, 30 * Second, () => hanging.Requests.Count == 1);
        await PassAsync(clock, 30 * Second, () => hanging.Requests.Count == 2);
        AgentRun run = await running.Soon();

        run.Text.Should().Be("From the second.", run.ToString());
        (await host.CheckAsync(run)).Kinds().Should().Equal(ResilienceEvents.AttemptFailed, ResilienceEvents.AttemptFailed, ResilienceEvents.FailedOver);
    }

    [Theory, BothModes]
    public async Task OneAttemptAndOneModel_HasAllTheTime(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(_ => ModelReply.Hang());
        await using TestHost host = Host(model, clock, l => l.MaxModelDuration = 40 * Second, o => o.Retry.MaxAttempts = 1);

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Hello");
        await PassAsync(clock, 40 * Second, () => model.Requests.Count == 1);
        AgentRun run = await running.Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.MaxStepDuration);
        (await host.CheckAsync(run)).Of<LatencyBreached>().Single().TakenMs.Should().Be(40_000);
    }

    [Theory, BothModes]
    public async Task RunsOwnTime_IsSharedToo(RunMode mode)
    {
        var clock = new FakeClock();
        int calls = 0;
        var model = new ScriptedChatClient(_ =>
        {
            if (++calls > 1)
                return ModelReply.Hang();
            clock.Advance(20 * Second);
            return ModelReply.Call("look");
        });
        await using TestHost host = Host(
            model, clock, l => l.MaxDuration = 60 * Second, o => o.Retry.MaxAttempts = 2, agent: agent => agent.WithTool(new CountingTool("look"), t => t.ReadOnly()));

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Hello");
        await PassAsync(clock, 20 * Second, () => model.Requests.Count == 2);
        await PassAsync(clock, 20 * Second, () => model.Requests.Count == 3);
        AgentRun run = await running.Soon();

        (run.Status, run.Reason!.Code).Should().Be((RunStatus.LimitReached, RunReasonCodes.MaxDuration));
        (await host.CheckAsync(run)).Of<LatencyBreached>().Select(b => (b.Scope, b.Cut, b.TakenMs)).Should().Equal((LatencyScope.Run, true, 60_000d));
    }

    [Theory, BothModes]
    public async Task RetryAfter_ThatLeavesLessThanAnAttemptNeeds_FailsAtOnceWithTheLastFailure(RunMode mode)
    {
        foreach ((string asked, bool fits) in new[] { ("9", true), ("9.5", false) })
        {
            var clock = new FakeClock();
            ScriptedChatClient model = ResilientHost.FailsThenAnswers(new SdkException(429, headers: ("retry-after", asked)));
            await using TestHost host = Host(model, clock, l => l.MaxModelDuration = 10 * Second);

            Task<AgentRun> running = mode.RunAsync(host.Agent, "Hello");
            if (fits)
                await PassAsync(clock, 9 * Second, () => model.Requests.Count == 1);
            AgentRun run = await running.Soon();

            (run.Status, run.FailureClass).Should().Be(fits ? (RunStatus.Completed, null) : (RunStatus.Failed, FailureClass.Throttled));
            if (!fits)
                (await host.CheckAsync(run)).Bodies(ResilienceEvents.AttemptFailed).Single().Text("because").Should().Be("no_time_left");
        }
    }

    [Theory, BothModes]
    public async Task NextModel_WithoutTime_IsNotAskedAndTheFailureStands(RunMode mode)
    {
        var clock = new WatchedClock();
        var first = new ScriptedChatClient(_ =>
        {
            clock.Inner.Advance(9.5 * Second);
            return ModelReply.Throw(new SdkException(503));
        });
        var next = new ScriptedChatClient(ModelReply.Text("Never."));
        await using TestHost host = Host(
            first,
            clock,
            l => l.MaxModelDuration = 10 * Second,
            o => (o.Retry.MaxAttempts, o.FailoverTo) = (1, ["second"]),
            s => s.AddKeyedSingleton<IChatClient>("second", next),
            attempt: TimeSpan.FromHours(1));

        AgentRun run = await mode.RunAsync(host.Agent, "Hello").Soon();

        next.Requests.Should().BeEmpty();
        (run.Status, run.FailureClass).Should().Be((RunStatus.Failed, FailureClass.Timeout), "it had half of the time and took more");
        var skipped = (await host.CheckAsync(run)).Bodies(ResilienceEvents.AttemptSkipped).Single();
        (skipped.Text("name"), skipped.Text("because")).Should().Be(("second", "no_time_left"));
    }

    [Theory, BothModes]
    public async Task Wait_ThatLeavesTheNextModelNoTime_IsNotBegun(RunMode mode)
    {
        var clock = new WatchedClock();
        var first = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(429, headers: ("retry-after", "8.5"))));
        var next = new ScriptedChatClient(ModelReply.Text("From the second."));
        await using TestHost host = Host(
            first,
            clock,
            l => l.MaxModelDuration = 10 * Second,
            o => o.FailoverTo = ["second"],
            s => s.AddKeyedSingleton<IChatClient>("second", next));

        AgentRun run = await mode.RunAsync(host.Agent, "Hello").Soon();

        run.Text.Should().Be("From the second.", run.ToString());
        first.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Stream_ThatHasBegun_IsNotCutByAShare()
    {
        var clock = new FakeClock();
        await using TestHost host = Host(new SlowStream(clock, pieces: 6, 3 * Second), clock, l => l.MaxStepDuration = 20 * Second);

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Hello").Soon();

        (run.Status, run.Text).Should().Be((RunStatus.Completed, "012345"), "the last pause is longer than half of what is left");
    }

    [Fact]
    public async Task Stream_ThatStalls_IsEndedByItsStep()
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(_ => ModelReply.HangAfter("Half"));
        await using TestHost host = Host(model, clock, l => l.MaxStepDuration = 20 * Second);
        List<RunUpdate> updates = [];

        Task<AgentRun> running = RunMode.Streaming.RunAsync(host.Agent, "Hello", updates);
        await RunChecks.UntilAsync(() => updates.OfType<TextUpdate>().Any());
        clock.Advance(20 * Second);
        AgentRun run = await running.Soon();

        (run.Reason!.Code, run.Text).Should().Be((RunReasonCodes.MaxStepDuration, "Half"));
        model.Requests.Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task Tool_WhoseRetryDoesNotFit_FailsAtOnce(RunMode mode)
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(ModelReply.Call("look", "{}", "c"), ModelReply.Text("Without it."));
        var look = new CountingTool("look", (_, _) =>
        {
            clock.Inner.Advance(9 * Second);
            throw new HttpRequestException("busy", null, System.Net.HttpStatusCode.ServiceUnavailable);
        });
        await using TestHost host = Host(
            model, clock, l => l.MaxStepDuration = 10 * Second, agent: agent => agent.WithTool(look, t => t.ReadOnly()));

        AgentRun run = await mode.RunAsync(host.Agent, "Hello").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        look.Count.Should().Be(1);
        (await host.CheckAsync(run)).Bodies(ResilienceEvents.AttemptFailed).Single().Text("because").Should().Be("no_time_left");
    }

    /// <summary>Lets time pass once somebody waits for the run, the step, the call and one thing more; nothing may come of all but the last of it.</summary>
    private static async Task PassAsync(FakeClock clock, TimeSpan time, Func<bool> begun)
    {
        const int Waits = 4;
        await RunChecks.UntilAsync(() => begun() && clock.ArmedTimers == Waits);
        clock.Advance(time - TimeSpan.FromMilliseconds(1));
        clock.ArmedTimers.Should().Be(Waits, "it is not time yet");
        clock.Advance(TimeSpan.FromMilliseconds(1));
    }

    private static TestHost Host(
        IChatClient model,
        TimeProvider clock,
        Action<RunLimits> limits,
        Action<ResilienceOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Action<IAgentryBuilder>? agent = null,
        TimeSpan? attempt = null) =>
        ResilientHost.Create(
            model,
            clock,
            o =>
            {
                (o.AttemptTimeout, o.Retry.BaseDelay, o.Breaker.Enabled) = (attempt ?? TimeSpan.FromHours(1), TimeSpan.Zero, false);
                o.Retry.MaxDelay = TimeSpan.Zero;
                configure?.Invoke(o);
            },
            builder =>
            {
                builder.WithLimits(limits);
                agent?.Invoke(builder);
            },
            services: services);
}
