using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class AgentVersionTests
{
    public static TheoryData<string> Changes => [.. Changed.Keys];

    private static Dictionary<string, Action<IAgentryBuilder>> Changed { get; } = new(StringComparer.Ordinal)
    {
        ["instructions"] = agent => agent.WithInstructions("Help well."),
        ["model"] = agent => agent.ConfigureAgent(o => o.ModelId = "other"),
        ["model in chat options"] = agent => agent.WithChatOptions(new ChatOptions { ModelId = "other" }),
        ["temperature"] = agent => agent.ConfigureAgent(o => o.Temperature = 0.1f),
        ["output tokens"] = agent => agent.ConfigureAgent(o => o.MaxOutputTokens = 5),
        ["parallel calls"] = agent => agent.ConfigureAgent(o => o.MaxParallelToolCalls = 1),
        ["grace"] = agent => agent.ConfigureAgent(o => o.CancellationGrace = TimeSpan.Zero),
        ["finish reason"] = agent => agent.ConfigureAgent(o => o.RequireFinishReason = false),
        ["turns"] = agent => agent.WithLimits(l => l.MaxTurns = 5),
        ["duration"] = agent => agent.WithLimits(l => l.MaxDuration = null),
        ["chat options"] = agent => agent.WithChatOptions(new ChatOptions { TopP = 0.3f }),
        ["additional properties"] = agent => agent.WithChatOptions(
            new ChatOptions { AdditionalProperties = new AdditionalPropertiesDictionary { ["effort"] = "high" } }),
        ["a tool more"] = agent => agent.WithTool(new CountingTool("mail"), t => t.ReadOnly()),
        ["a feature more"] = agent => agent.AddFeature(new SampleFeature("sample")),
    };

    private static Dictionary<string, (string Schema, Action<ToolBuilder> Configure)> ChangedTools { get; } = new(StringComparer.Ordinal)
    {
        ["schema"] = ("""{"type":"object","properties":{"id":{"type":"string"}}}""", t => t.ReadOnly()),
        ["effect"] = (Schema, t => t.Idempotent().Risk(RiskTier.Low)),
        ["risk"] = (Schema, t => t.ReadOnly().Risk(RiskTier.High)),
        ["reversible"] = (Schema, t => t.ReadOnly().Reversible()),
        ["scopes"] = (Schema, t => t.ReadOnly().RequireScopes("look")),
        ["timeout"] = (Schema, t => t.ReadOnly().Timeout(TimeSpan.FromSeconds(3))),
        ["extra arguments"] = (Schema, t => t.ReadOnly().Options.AllowExtraArguments = true),
    };

    public static TheoryData<string> ToolChanges => [.. ChangedTools.Keys];

    private const string Schema = """{"type":"object","properties":{"id":{"type":"integer"}}}""";

    [Theory, MemberData(nameof(Changes))]
    public void Version_AnythingThatMattersChanged_Changes(string change) =>
        VersionOf(agent => Changed[change](Plain(agent))).Should().NotBe(VersionOf(agent => Plain(agent)));

    [Theory, MemberData(nameof(ToolChanges))]
    public void Version_ContractOfAToolChanged_Changes(string change)
    {
        (string schema, Action<ToolBuilder> configure) = ChangedTools[change];

        VersionOf(agent => agent.WithTool(new CountingTool("look", schema: schema), configure))
            .Should().NotBe(VersionOf(agent => agent.WithTool(new CountingTool("look", schema: Schema), t => t.ReadOnly())));
    }

    [Fact]
    public void Version_NothingChanged_IsTheSameInAnotherHost() =>
        VersionOf(agent => Plain(agent)).Should().Be(VersionOf(agent => Plain(agent))).And.MatchRegex("^[0-9a-f]{16}$");

    [Fact]
    public void Version_OrderOfToolsAndOtherAgents_DoNotMatter()
    {
        string one = VersionOf(agent => agent.WithTool(new CountingTool("a")).WithTool(new CountingTool("b")));
        string other = VersionOf(agent => agent.WithTool(new CountingTool("b")).WithTool(new CountingTool("a")), all => all.AddAgent("x"));

        other.Should().Be(one);
    }

    [Fact]
    public void Version_SchemaWrittenInAnotherOrder_IsTheSame()
    {
        string one = VersionOf(agent => agent.WithTool(new CountingTool("a", schema: Schema)));
        string other = VersionOf(agent => agent.WithTool(new CountingTool("a", schema: """{"properties": {"id": {"type": "integer"}}, "type": "object"}""")));

        other.Should().Be(one);
    }

    [Fact]
    public async Task Version_OfTheAgent_IsInEachRunsLog()
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Hello.")));

        AgentRun run = await host.Agent.RunAsync("Hi.");

        (await host.Runs.StateAsync(run.Id)).Started!.AgentVersion.Should().Be(host.Agent.Version);
    }

    private static IAgentryBuilder Plain(IAgentryBuilder agent) =>
        agent.WithInstructions("Help.").WithTool(new CountingTool("look", schema: Schema), t => t.ReadOnly());

    private static string VersionOf(Action<IAgentryBuilder> agent, Action<IAgentryBuilder>? all = null)
    {
        using var host = new ConfiguredHost(builder =>
        {
            all?.Invoke(builder);
            builder.AddAgent("a", agent);
        });
        return host.Agent("a").Version;
    }
}
