using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class FailoverTests
{
    private static ScriptedChatClient Down(int status = 500) => new(_ => ModelReply.Throw(new SdkException(status)));

    private static Action<ResilienceOptions> To(params string[] keys) => options =>
    {
        options.Retry.MaxAttempts = 1;
        foreach (string key in keys)
            options.FailoverTo.Add(key);
    };

    private static Action<IServiceCollection> Clients(params (string Key, IChatClient Client)[] clients) => services =>
    {
        foreach ((string key, IChatClient client) in clients)
            services.AddKeyedSingleton(key, client);
    };

    [Theory, BothModes]
    public async Task Scenario44_Failover_AsksTheModelsInTheirOrder(RunMode mode)
    {
        List<string> asked = [];
        ScriptedChatClient Model(string name, ModelReply reply) => new(_ =>
        {
            lock (asked)
                asked.Add(name);
            return reply;
        });
        await using TestHost host = ResilientHost.Create(
            Model("first", ModelReply.Throw(new SdkException(500))),
            new WatchedClock(),
            To("b", "a"),
            services: Clients(
                ("a", Model("a", ModelReply.Text("Here you are.").WithUsage(10, 4))), ("b", Model("b", ModelReply.Throw(new SdkException(529))))));

        AgentRun run = await mode.RunAsync(host.Agent, "Hello").Soon();

        run.Text.Should().Be("Here you are.", run.ToString());
        asked.Should().Equal("first", "b", "a");
        var moved = (await host.CheckAsync(run)).Bodies(ResilienceEvents.FailedOver);
        moved.Select(m => (m.Text("from"), m.Text("to"), m.Text("failureClass")))
            .Should().Equal(("ScriptedChatClient", "b", "Transient"), ("b", "a", "Throttled"));
    }

    [Theory, BothModes]
    public async Task Scenario44_Failover_SpendsTheBudgetOnce(RunMode mode)
    {
        var second = new ScriptedChatClient(request => request.Index == 0
            ? ModelReply.Call("look").WithUsage(40, 10)
            : ModelReply.Text("Here you are.").WithUsage(40, 10));
        await using TestHost host = ResilientHost.Create(
            Down(),
            new WatchedClock(),
            To("second"),
            agent => agent.WithTool(new CountingTool("look"), t => t.ReadOnly()).WithLimits(l => l.MaxTokens = 60),
            services: Clients(("second", second)));

        AgentRun run = await mode.RunAsync(host.Agent, "Hello").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        run.Usage.TotalTokenCount.Should().Be(100, "each reply is charged once, and a failed attempt that reported nothing costs nothing");
        run.Turns.Should().Be(2);
    }

    [Theory, BothModes]
    public async Task Scenario45_FailureBeforeTheFirstContent_FailsOver(RunMode mode)
    {
        ModelReply reply = mode == RunMode.Streaming
            ? ModelReply.Of([new UsageContent(new UsageDetails { InputTokenCount = 3 })], null)
            : ModelReply.Throw(new HttpRequestException("gone"));
        await using TestHost host = ResilientHost.Create(
            new ScriptedChatClient(_ => reply), new WatchedClock(), To("second"), services: Clients(("second", new ScriptedChatClient(ModelReply.Text("Here you are.")))));
        List<RunUpdate> updates = [];

        AgentRun run = await mode.RunAsync(host.Agent, "Hello", updates).Soon();

        run.Text.Should().Be("Here you are.");
        updates.OfType<AttemptRestartedUpdate>().Should().BeEmpty();
    }

    [Fact]
    public async Task Scenario45_FailureAfterTheFirstContent_DoesNotFailOverByDefault()
    {
        var second = new ScriptedChatClient(ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(
            new ScriptedChatClient(_ => ModelReply.Cut("Half ")), new WatchedClock(), To("second"), services: Clients(("second", second)));

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Hello").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        second.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(402, true)]
    [InlineData(429, true)]
    [InlineData(400, false)]
    [InlineData(413, false)]
    public async Task Failover_OnlyForFailures_ThatAnotherModelMayNotHave(int status, bool moves)
    {
        var second = new ScriptedChatClient(_ => ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(Down(status), new WatchedClock(), To("second"), services: Clients(("second", second)));

        await host.Agent.RunAsync("Hello").Soon();

        second.Requests.Should().HaveCount(moves ? 1 : 0);
    }

    [Theory, BothModes]
    public async Task EachModel_HasItsOwnAttemptsAndItsOwnBreaker(RunMode mode)
    {
        ScriptedChatClient first = Down();
        var clock = new WatchedClock();
        var second = new ScriptedChatClient(request => request.Index == 0 ? ModelReply.Throw(new SdkException(500)) : ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(
            first,
            clock,
            o =>
            {
                (o.Retry.MaxAttempts, o.Breaker.MinimumCalls) = (3, 3);
                o.FailoverTo.Add("second");
            },
            services: Clients(("second", second)));

        foreach (string text in new[] { "1", "2" })
        {
            Task<AgentRun> work = mode.RunAsync(host.Agent, text);
            await clock.PassWaitsAsync(work);
            (await work).Status.Should().Be(RunStatus.Completed);
        }

        first.Requests.Should().HaveCount(3, "the second run finds the circuit open");
        second.Requests.Should().HaveCount(3);
    }

    [Theory, BothModes]
    public async Task NextModel_IsAskedForItsOwnDefaultModel(RunMode mode)
    {
        ScriptedChatClient first = Down();
        var second = new ScriptedChatClient(ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(
            first, new WatchedClock(), To("second"), agent => agent.ConfigureAgent(o => (o.ModelId, o.Temperature) = ("model-of-the-first", 0.5f)), services: Clients(("second", second)));

        await mode.RunAsync(host.Agent, "Hello").Soon();

        first.Requests.Single().Options!.ModelId.Should().Be("model-of-the-first");
        second.Requests.Single().Options!.ModelId.Should().BeNull();
        second.Requests.Single().Options!.Temperature.Should().Be(0.5f);
    }
}
