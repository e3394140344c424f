using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void AddAgent_Twice_GoesOnWithTheSameAgent()
    {
        using var host = new ConfiguredHost(all => all
            .AddAgent("a", agent => agent.WithInstructions("First.").WithTool(new CountingTool("one")))
            .AddAgent("a", agent => agent.WithInstructions("Second.").WithTool(new CountingTool("two"))));

        host.Agent("a").Tools.Select(t => t.Name).Should().Equal("one", "two");
        host.Agent("a").Pipeline.Options.Instructions.Should().Be("Second.");
        host.Services.GetKeyedServices<Agent>("a").Should().ContainSingle();
        host.Services.GetKeyedServices<IChatClient>("agentry:a").Should().ContainSingle();
    }

    [Fact]
    public void AddAgentry_Twice_IsOneRegistry()
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a"), services: services => services.AddAgentry().AddAgent("b"));

        host.Agent("a").Name.Should().Be("a");
        host.Agent("b").Name.Should().Be("b");
        host.Services.GetServices<AgentRuns>().Should().ContainSingle();
    }

    [Fact]
    public void Agent_TheOnlyOne_IsAlsoTheUnkeyedOne()
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a"));

        host.Services.GetRequiredService<Agent>().Should().BeSameAs(host.Agent("a")).And.BeSameAs(host.Agent("a"));
        host.Services.GetRequiredKeyedService<AgentPipeline>("a").Should().BeSameAs(host.Agent("a").Pipeline);
        host.Services.GetRequiredKeyedService<IChatClient>("agentry:a").Should().BeSameAs(host.Agent("a").ChatClient);
    }

    [Fact]
    public void Agent_OneOfSeveral_IsNotTheUnkeyedOne()
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a").AddAgent("b"));

        FluentActions.Invoking(() => host.Services.GetRequiredService<Agent>())
            .Should().Throw<AgentryConfigurationException>().WithMessage("*2 agents are registered*");
    }

    [Fact]
    public async Task WithChatClient_OfAKey_UsesThatModel()
    {
        using var fast = new ScriptedChatClient(ModelReply.Text("Fast."));
        using var host = new ConfiguredHost(
            all => all.AddAgent("a", agent => agent.WithChatClient("fast")).AddAgent("b"),
            services: services => services.AddKeyedSingleton<IChatClient>("fast", fast));

        (await host.Agent("a").RunAsync("Hi.")).Text.Should().Be("Fast.");
        (await host.Agent("b").RunAsync("Hi.")).Text.Should().Be("Hello.");
    }

    [Fact]
    public void Dispose_OfTheHost_LeavesAModelThatTheHostDoesNotOwn()
    {
        using var model = new ScriptedChatClient();
        using (var host = new ConfiguredHost(all => all.AddAgent("a", agent => agent.WithChatClient(model))))
            _ = host.Services.GetRequiredKeyedService<IChatClient>("agentry:a");

        model.IsDisposed.Should().BeFalse();
    }

    [Fact]
    public async Task Resolve_ByManyThreadsWhileAgentsAskForEachOther_Ends()
    {
        for (int round = 0; round < 20; round++)
        {
            using var host = new ConfiguredHost(all => all
                .AddAgent("a", agent => agent.WithTool(services => services.GetRequiredKeyedService<Agent>("b").AsTool()))
                .AddAgent("b", agent => agent.WithTool(services => services.GetRequiredKeyedService<Agent>("a").AsTool())));

            Agent[] agents = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => host.Agent(i % 2 == 0 ? "a" : "b"))))
                .WaitAsync(TimeSpan.FromSeconds(90), TimeProvider.System);

            agents.Distinct().Should().HaveCount(2);
            agents.Should().OnlyContain(a => a.Tools.Count == 1);
        }
    }
}
