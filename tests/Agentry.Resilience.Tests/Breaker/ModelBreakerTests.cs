using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class ModelBreakerTests
{
    private static void Quick(ResilienceOptions options)
    {
        options.Retry.MaxAttempts = 1;
        options.Breaker.MinimumCalls = 2;
    }

    [Theory, BothModes]
    public async Task Scenario43_BreakerOpens_ThenHalfOpensWithOneProbe_ThenCloses(RunMode mode)
    {
        var clock = new WatchedClock();
        bool isDown = true;
        var probe = new TaskCompletionSource();
        var model = new ScriptedChatClient(_ => isDown ? ModelReply.Throw(new SdkException(500)) : ModelReply.Text("Here you are."));
        var gate = new GateClient(model);
        await using TestHost host = ResilientHost.Create(gate, clock, Quick);

        AgentRun first = await mode.RunAsync(host.Agent, "1").Soon();
        AgentRun second = await mode.RunAsync(host.Agent, "2").Soon();
        AgentRun rejected = await mode.RunAsync(host.Agent, "3").Soon();
        model.Requests.Should().HaveCount(2, "an open circuit asks nobody");
        rejected.FailureClass.Should().Be(FailureClass.Transient);
        (await host.CheckAsync(second)).Kinds().Should().Equal(ResilienceEvents.BreakerOpened, ResilienceEvents.AttemptFailed);
        (await host.CheckAsync(rejected)).Bodies(ResilienceEvents.AttemptFailed).Single().Text("because").Should().Be("circuit_open");

        clock.Inner.Advance(TimeSpan.FromSeconds(5));
        isDown = false;
        gate.Hold = probe.Task;
        Task<AgentRun> probing = mode.RunAsync(host.Agent, "4");
        await RunChecks.UntilAsync(() => gate.Waiting == 1);
        AgentRun beside = await mode.RunAsync(host.Agent, "5").Soon();
        beside.Status.Should().Be(RunStatus.Failed, "there is one probe at a time");
        probe.SetResult();
        AgentRun probed = await probing.Soon();

        probed.Status.Should().Be(RunStatus.Completed, probed.ToString());
        (await host.CheckAsync(probed)).Kinds().Should().Equal(ResilienceEvents.BreakerHalfOpened, ResilienceEvents.BreakerClosed);
        (await mode.RunAsync(host.Agent, "6").Soon()).Status.Should().Be(RunStatus.Completed);
        first.Status.Should().Be(RunStatus.Failed);
    }

    [Theory, BothModes]
    public async Task Scenario43_AgentsOfTheSameModel_ShareItsBreaker(RunMode mode)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(500)));
        await using TestHost host = ResilientHost.Create(model, new WatchedClock(), Quick, all: all => all.AddAgent("other"));
        var other = host.Services.GetRequiredKeyedService<Agent>("other");

        await mode.RunAsync(host.Agent, "1").Soon();
        await mode.RunAsync(other, "2").Soon();
        await mode.RunAsync(host.Agent, "3").Soon();
        await mode.RunAsync(other, "4").Soon();

        model.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task ProbeThatFails_DoublesTheBreak()
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(500)));
        await using TestHost host = ResilientHost.Create(model, clock, Quick);

        await host.Agent.RunAsync("1").Soon();
        AgentRun opened = await host.Agent.RunAsync("2").Soon();
        clock.Inner.Advance(TimeSpan.FromSeconds(5));
        AgentRun probed = await host.Agent.RunAsync("3").Soon();
        clock.Inner.Advance(TimeSpan.FromSeconds(5));
        await host.Agent.RunAsync("4").Soon();

        model.Requests.Should().HaveCount(3);
        (await host.LogAsync(opened.Id)).Bodies(ResilienceEvents.BreakerOpened).Single().Text("breakMs").Should().Be("5000");
        (await host.LogAsync(probed.Id)).Bodies(ResilienceEvents.BreakerOpened).Single().Text("breakMs").Should().Be("10000");
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(529, true)]
    [InlineData(500, true)]
    [InlineData(408, true)]
    public async Task Failure_ThatSpeaksOfTheModel_OpensTheBreaker(int status, bool opens)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(status)));
        await using TestHost host = ResilientHost.Create(model, new WatchedClock(), Quick);

        for (int i = 0; i < 4; i++)
            await host.Agent.RunAsync("Hello").Soon();

        model.Requests.Should().HaveCount(opens ? 2 : 4);
    }

    [Theory, BothModes]
    public async Task Scenario47_CancelledCalls_AreNotCounted(RunMode mode)
    {
        var model = new ScriptedChatClient(request => request.Index is 1 or 2 or 3 ? ModelReply.Hang() : ModelReply.Throw(new SdkException(500)));
        await using TestHost host = ResilientHost.Create(
            model, new WatchedClock(), o => (o.Retry.MaxAttempts, o.Breaker.MinimumCalls, o.Breaker.FailureRatio) = (1, 2, 1.0));

        await mode.RunAsync(host.Agent, "fails").Soon();
        for (int i = 1; i <= 3; i++)
            await CancelledAsync(host, model, mode, i);
        await mode.RunAsync(host.Agent, "fails").Soon();
        await mode.RunAsync(host.Agent, "rejected").Soon();

        model.Requests.Should().HaveCount(5, "two of two counted calls failed, which opens the circuit; three that were cancelled are no calls");
    }

    [Theory, BothModes]
    public async Task Scenario47_CancelledProbe_LeavesTheCircuitOpen(RunMode mode)
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(request => request.Index == 2 ? ModelReply.Hang() : ModelReply.Throw(new SdkException(500)));
        await using TestHost host = ResilientHost.Create(model, clock, Quick);

        await mode.RunAsync(host.Agent, "1").Soon();
        await mode.RunAsync(host.Agent, "2").Soon();
        clock.Inner.Advance(TimeSpan.FromSeconds(5));
        await CancelledAsync(host, model, mode, 2);
        await mode.RunAsync(host.Agent, "rejected").Soon();
        model.Requests.Should().HaveCount(3);

        // The run does not wait for the client it gave up: when the circuit hears of it, and counts its time from then, is up to the thread pool.
        for (int i = 0; i < 100 && model.Requests.Count == 3; i++)
        {
            clock.Inner.Advance(TimeSpan.FromSeconds(10));
            await mode.RunAsync(host.Agent, "probe").Soon();
        }

        model.Requests.Should().HaveCount(4, "after its time the circuit lets the next probe through");
    }

    [Fact]
    public async Task StreamThatIsCut_CountsAsAFailedCall()
    {
        var model = new ScriptedChatClient(_ => ModelReply.Cut("Half "));
        await using TestHost host = ResilientHost.Create(model, new WatchedClock(), Quick);

        for (int i = 0; i < 3; i++)
            await RunMode.Streaming.RunAsync(host.Agent, "Hello").Soon();

        model.Requests.Should().HaveCount(2);
    }

    private static async Task CancelledAsync(TestHost host, ScriptedChatClient model, RunMode mode, int before)
    {
        using var cancel = new CancellationTokenSource();
        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello", cancellationToken: cancel.Token);
        await RunChecks.UntilAsync(() => model.Requests.Count == before + 1);
        await cancel.CancelAsync();
        (await work.Soon()).Status.Should().Be(RunStatus.Cancelled);
    }
}
