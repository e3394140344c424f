using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

public sealed class StartupLogTests
{
    private const int AgentReady = 1;
    private const int ManyTools = 2;
    private const int StoreNotDurable = 3;

    [Fact]
    public async Task Start_EachAgent_LogsItsPipelineOnce()
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a").AddAgent("b"));

        await host.StartAsync();
        _ = host.Agent("a");
        await host.Agent("a").RunAsync("Hi.");

        host.Logs.Of(AgentReady).Should().HaveCount(2);
        host.Logs.Of(AgentReady).Should().ContainSingle(t => t.Contains("Agent a ("))
            .Which.Should().Contain(host.Agent("a").DescribePipeline()).And.Contain(host.Agent("a").Version);
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(21, 1)]
    [InlineData(50, 1)]
    public async Task Start_MoreThanTwentyTools_WarnsOnceAndNamesTheCost(int tools, int warnings)
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a", agent =>
        {
            for (int i = 0; i < tools; i++)
                agent.WithTool(new CountingTool($"tool_{i}"), t => t.ReadOnly());
        }));

        await host.StartAsync();

        host.Logs.Of(ManyTools).Should().HaveCount(warnings);
        foreach ((LogLevel level, _, string text) in host.Logs.Entries.Where(e => e.Id.Id == ManyTools))
        {
            level.Should().Be(LogLevel.Warning);
            text.Should().Contain($"{tools} tools").And.Contain("bytes each time");
        }
    }

    [Fact]
    public async Task Start_StoreNotDurableAndToolsWithEffects_WarnsOnceForAllAgents()
    {
        using var host = new ConfiguredHost(all => all
            .AddAgent("a", agent => agent.WithTool(new CountingTool("pay")))
            .AddAgent("b", agent => agent.WithTool(new CountingTool("look"), t => t.ReadOnly()))
            .AddAgent("c", agent => agent.WithTool(new CountingTool("mail"), t => t.Keyed())));

        await host.StartAsync();
        await host.Agent("a").RunAsync("Hi.");

        host.Logs.Of(StoreNotDurable).Should().ContainSingle().Which.Should().StartWith("a, c: ");
        host.Logs.Entries.Where(e => e.Id.Id == StoreNotDurable).Should().OnlyContain(e => e.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Start_ToolsReadOnlyOrStoreDurable_SaysNothing()
    {
        using var harmless = new ConfiguredHost(all => all.AddAgent("a", agent => agent.WithTool(new CountingTool("look"), t => t.ReadOnly())));
        using var durable = new ConfiguredHost(
            all => all.AddAgent("a", agent => agent.WithTool(new CountingTool("pay"))),
            services: services => services.AddSingleton<RunStore>(new DurableStore()));

        await harmless.StartAsync();
        await durable.StartAsync();

        harmless.Logs.Of(StoreNotDurable).Should().BeEmpty();
        durable.Logs.Of(StoreNotDurable).Should().BeEmpty();
    }

    [Fact]
    public async Task Log_OfARun_HoldsNoContent()
    {
        using var model = new ScriptedChatClient(
            ModelReply.Call("look", """{"id":"secret-argument"}"""),
            ModelReply.Call("look", """{"secret-name":1}"""),
            ModelReply.Text("secret-answer"));
        using var host = new ConfiguredHost(all => all.AddAgent("a", agent => agent
            .WithChatClient(model)
            .WithInstructions("secret-instructions")
            .WithTool(
                new CountingTool("look", (_, _) => throw new ToolException("secret-message"), """{"type":"object","properties":{"id":{}}}"""),
                t => t.ReadOnly())));

        await host.StartAsync();
        AgentRun run = await host.Agent("a").RunAsync("secret-request");

        run.Status.Should().Be(RunStatus.Completed);
        host.Logs.Entries.Should().NotContain(e => e.Text.Contains("secret"));
    }

    private sealed class DurableStore() : DelegatingRunStore(new InMemoryRunStore())
    {
        public override bool IsDurable => true;
    }
}
