using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>All-code, all-configuration, agent-code, agent-configuration: each beats those before it.</summary>
public sealed class PrecedenceTests
{
    public static TheoryData<int> Sources => [0, 1, 2, 3, 4];

    [Theory, MemberData(nameof(Sources))]
    public void AgentOptions_SetByTheFirstSources_TheLastOfThemWins(int count)
    {
        Dictionary<string, string?> settings = [];
        if (count >= 2)
            settings["Agentry:Defaults:MaxParallelToolCalls"] = "12";
        if (count >= 4)
            settings["Agentry:Agents:a:MaxParallelToolCalls"] = "14";
        using var host = new ConfiguredHost(
            all =>
            {
                if (count >= 1)
                    all.ConfigureAgent(o => o.MaxParallelToolCalls = 11);
                all.AddAgent("a", agent =>
                {
                    if (count >= 3)
                        agent.ConfigureAgent(o => o.MaxParallelToolCalls = 13);
                });
                all.AddAgent("b");
            },
            settings);

        host.Agent("a").Pipeline.Options.MaxParallelToolCalls.Should().Be(count == 0 ? 4 : 10 + count);
        host.Agent("b").Pipeline.Options.MaxParallelToolCalls.Should().Be(count == 0 ? 4 : 10 + Math.Min(count, 2), "what is said of a is not said of b");
    }

    [Fact]
    public void AgentOptions_SourcesThatSetDifferentMembers_AllCount()
    {
        using var host = new ConfiguredHost(
            all => all
                .ConfigureAgent(o => o.ModelId = "m")
                .AddAgent("a", agent => agent.WithInstructions("Help.").WithLimits(l => l.MaxToolCalls = 7)),
            new Dictionary<string, string?>
            {
                ["Agentry:Defaults:Limits:MaxTurns"] = "9",
                ["Agentry:Agents:a:Temperature"] = "0.5",
                ["Agentry:Agents:a:Limits:MaxDuration"] = "00:01:00",
            });

        AgentOptions options = host.Agent("a").Pipeline.Options;
        (options.ModelId, options.Instructions, options.Temperature).Should().Be(("m", "Help.", 0.5f));
        (options.Limits.MaxTurns, options.Limits.MaxToolCalls, options.Limits.MaxDuration, options.Limits.MaxRepairs)
            .Should().Be((9, 7, TimeSpan.FromMinutes(1), 3));
    }

    [Fact]
    public void AgentOptions_DefaultsOfTwoAgents_AreNotShared()
    {
        using var host = new ConfiguredHost(all => all
            .AddAgent("a", agent => agent.WithLimits(l => l.MaxTurns = 1))
            .AddAgent("b"));

        host.Agent("a").Pipeline.Options.Limits.MaxTurns.Should().Be(1);
        host.Agent("b").Pipeline.Options.Limits.MaxTurns.Should().Be(40);
    }

    [Fact]
    public void ToolOptions_CodeAndConfiguration_ConfigurationWins()
    {
        using var host = new ConfiguredHost(
            all => all.AddAgent("a", agent => agent.WithTool(
                new CountingTool("pay"), t => t.NonIdempotent().Risk(RiskTier.High).RequireScopes("pay"))),
            new Dictionary<string, string?>
            {
                ["Agentry:Agents:a:Tools:pay:Effect"] = "Keyed",
                ["Agentry:Agents:a:Tools:pay:Timeout"] = "00:00:30",
                ["Agentry:Agents:a:Tools:pay:RequiredScopes:0"] = "approve",
            });

        ToolContract tool = host.Agent("a").Tools.Single();
        (tool.Effect, tool.Risk, tool.Timeout).Should().Be((ToolEffect.Keyed, RiskTier.High, TimeSpan.FromSeconds(30)));
        tool.RequiredScopes.Should().BeEquivalentTo("pay", "approve");
    }

    [Theory, MemberData(nameof(Sources))]
    public void FeatureOptions_SetByTheFirstSources_TheLastOfThemWins(int count)
    {
        Dictionary<string, string?> settings = [];
        if (count >= 2)
            settings["Agentry:sample:Level"] = "4";
        if (count >= 4)
            settings["Agentry:Agents:a:sample:Level"] = "6";
        Dictionary<string, SampleOptions> composed = [];
        using var host = new ConfiguredHost(
            all =>
            {
                all.AddFeature(new SampleFeature("sample", composed), o => SetLevel(o, count >= 1 ? 3 : null, "all"));
                all.AddAgent("a", agent => agent.AddFeature(new SampleFeature("sample", composed), o => SetLevel(o, count >= 3 ? 5 : null, "agent")));
                all.AddAgent("b");
            },
            settings);

        _ = host.Agent("a");

        composed["a"].Level.Should().Be(count == 0 ? 1 : 2 + count);
        composed["b"].Level.Should().Be(count == 0 ? 1 : 2 + Math.Min(count, 2));
        composed["a"].Trace.Should().Equal("all", "agent");
    }

    [Fact]
    public void FeatureOptions_FeatureAddedTwice_BothCodesCountInTheirOrder()
    {
        Dictionary<string, SampleOptions> composed = [];
        using var host = new ConfiguredHost(all => all
            .AddFeature(new SampleFeature("sample", composed), o => o.Trace.Add("first"))
            .AddAgent("a", agent => agent.AddFeature(new SampleFeature("sample", composed), o => o.Trace.Add("third")))
            .AddFeature(new SampleFeature("sample", composed), o => o.Trace.Add("second")));

        _ = host.Agent("a");

        composed["a"].Trace.Should().Equal("first", "second", "third");
    }

    private static void SetLevel(SampleOptions options, int? level, string source)
    {
        options.Level = level ?? options.Level;
        options.Trace.Add(source);
    }
}
