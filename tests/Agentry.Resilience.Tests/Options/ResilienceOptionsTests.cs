using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class ResilienceOptionsTests
{
    private static readonly string[] Known = ["a", "b", "c"];

    private static TestHost Host(
        Dictionary<string, string?> configuration, Action<ResilienceOptions>? code = null, Action<IAgentryBuilder>? agent = null, ScriptedChatClient? model = null) =>
        new(
            model ?? new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(500))),
            agent,
            all => all.AddResilience(code),
            services =>
            {
                services.AddSingleton<TimeProvider>(new WatchedClock());
                foreach (string key in Known)
                    services.AddKeyedSingleton<IChatClient>(key, new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(500))));
            },
            configuration.ToDictionary(p => $"Agentry:{p.Key}", p => p.Value, StringComparer.Ordinal));

    [Theory]
    [InlineData("Resilience:Retry:MaxAttempts", "0", "MaxAttempts")]
    [InlineData("Resilience:Retry:MaxAtempts", "2", "MaxAtempts")]
    [InlineData("Resilience:Tool:Retry:MaxAttempts", "2", "Tool")]
    [InlineData("Resilience:TotalTimeout", "00:00:00", "TotalTimeout")]
    [InlineData("Resilience:Breaker:FailureRatio", "2", "FailureRatio")]
    [InlineData("Resilience:Tools:Breaker:MinimumCalls", "1", "MinimumCalls")]
    [InlineData("Resilience:FailoverTo:0", "unknown", "unknown")]
    [InlineData("Resilience:FailoverTo:0", "agentry:test", "agentry:test")]
    [InlineData("Agents:test:Resilience:AfterFirstContent", "Sometimes", "AfterFirstContent")]
    public async Task WrongOption_AtStart_IsNamed(string key, string value, string named)
    {
        TestHost host = Host(new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = value });
        host.ChecksLogs = false;

        host.Invoking(h => h.Agent).Should().Throw<AgentryConfigurationException>().WithMessage($"*{named}*");
        await host.DisposeAsync();
    }

    [Fact]
    public async Task KeyNamedTwice_AtStart_IsAnError()
    {
        TestHost host = Host([], o => o.FailoverTo = ["a", "b", "a"]);
        host.ChecksLogs = false;

        host.Invoking(h => h.Agent).Should().Throw<AgentryConfigurationException>().WithMessage("*'a' more than once*");
        await host.DisposeAsync();
    }

    [Fact]
    public async Task FailoverList_InConfiguration_ReplacesTheOneBeforeIt()
    {
        await using TestHost host = Host(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Resilience:Retry:MaxAttempts"] = "1",
                ["Resilience:FailoverTo:0"] = "c",
                ["Agents:test:Resilience:FailoverTo:0"] = "b",
                ["Agents:test:Resilience:FailoverTo:1"] = "a",
            },
            o => o.FailoverTo.Add("a"),
            agent => agent.AddResilience());

        AgentRun run = await host.Agent.RunAsync("Hello").Soon();

        (await host.LogAsync(run.Id)).Bodies(ResilienceEvents.FailedOver).Select(b => b.Text("to")).Should().Equal("b", "a");
    }

    [Fact]
    public async Task FailoverList_InCode_IsAppendedTo()
    {
        await using TestHost host = Host(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Resilience:Retry:MaxAttempts"] = "1" },
            o => o.FailoverTo.Add("c"),
            agent => agent.AddResilience(o => o.FailoverTo.Add("a")));

        AgentRun run = await host.Agent.RunAsync("Hello").Soon();

        (await host.LogAsync(run.Id)).Bodies(ResilienceEvents.FailedOver).Select(b => b.Text("to")).Should().Equal("c", "a");
    }

    [Fact]
    public async Task Registration_GloballyTwiceAndPerAgent_IsOneLayerAStage()
    {
        await using TestHost host = new(
            new ScriptedChatClient(), agent => agent.AddResilience().AddResilience(), all => all.AddResilience().AddResilience());

        string[] lines = host.Agent.DescribePipeline().Split('\n');

        lines.Single(l => l.StartsWith("model", StringComparison.Ordinal)).Split("Resilience").Should().HaveCount(5, "it stands in four model stages");
        lines.Single(l => l.StartsWith("tool", StringComparison.Ordinal)).Split("Resilience").Should().HaveCount(3, "it stands in two tool stages");
    }
}
