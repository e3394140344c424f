using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class ToolBreakerTests
{
    private static ScriptedChatClient CallsOnceEach() => new(request =>
        request.Messages[^1].Role == ChatRole.Tool ? ModelReply.Text("Done.") : ModelReply.Call("look"));

    [Theory, BothModes]
    public async Task Scenario43_ToolThatIsDown_IsRefusedBeforeItsIntent(RunMode mode)
    {
        var clock = new WatchedClock();
        bool isDown = true;
        var tool = new CountingTool("look", (_, _) => isDown ? throw new HttpRequestException("gone") : new ValueTask<object?>("found"));
        await using TestHost host = ResilientHost.Create(
            CallsOnceEach(),
            clock,
            o => (o.Tools.Retry.MaxAttempts, o.Tools.Breaker.MinimumCalls) = (1, 2),
            agent => agent.WithTool(tool, t => t.ReadOnly()),
            all => all.AddAgent("other", other => other.WithTool(tool, t => t.ReadOnly())));
        var second = host.Services.GetRequiredKeyedService<Agent>("other");

        await mode.RunAsync(host.Agent, "1").Soon();
        await mode.RunAsync(second, "2").Soon();
        AgentRun refused = await mode.RunAsync(host.Agent, "3").Soon();

        tool.Count.Should().Be(2, "both agents share the breaker of the tool");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(refused);
        log.Of<ToolIntended>().Should().BeEmpty();
        log.Of<ToolRefused>().Single().Code.Should().Be("circuit_open");

        isDown = false;
        clock.Inner.Advance(TimeSpan.FromSeconds(5));
        AgentRun probed = await mode.RunAsync(host.Agent, "4").Soon();
        (await host.CheckAsync(probed)).Kinds().Should().Equal(ResilienceEvents.BreakerHalfOpened, ResilienceEvents.BreakerClosed);
    }

    [Fact]
    public async Task ToolsOwnFaults_DoNotOpenItsBreaker()
    {
        var tool = new CountingTool("look", (_, _) => throw new ToolException("There is no such order."));
        await using TestHost host = ResilientHost.Create(
            CallsOnceEach(), new WatchedClock(), o => o.Tools.Breaker.MinimumCalls = 2, agent => agent.WithTool(tool, t => t.ReadOnly()));

        for (int i = 0; i < 5; i++)
            await host.Agent.RunAsync("Look.").Soon();

        tool.Count.Should().Be(5);
    }
}
