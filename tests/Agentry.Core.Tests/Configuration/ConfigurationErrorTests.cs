using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class ConfigurationErrorTests
{
    private static readonly Dictionary<string, string?> Misspelt = new()
    {
        ["Agentry:Sampel:Level"] = "3",
        ["Agentry:Defaults:MaxParalelToolCalls"] = "3",
        ["Agentry:Defaults:Limits:MaxTurn"] = "3",
        ["Agentry:Agents:suport:ModelId"] = "m",
        ["Agentry:Agents:support:Instuctions"] = "Help.",
        ["Agentry:Agents:support:Limits:MaxTokans"] = "3",
        ["Agentry:Agents:support:Sample:Levle"] = "3",
        ["Agentry:Agents:support:Tools:refund_ordr:Effect"] = "Keyed",
        ["Agentry:Agents:support:Tools:refund_order:Efect"] = "Keyed",
        ["Agentry:Sample:Mod"] = "On",
    };

    private static readonly string[] Suggestions =
    [
        "'Agentry:Sampel': 'Sampel' is not an added feature (nor 'Agents', 'Defaults' or 'Durability'). Did you mean 'Sample'?",
        "'Agentry:Defaults:MaxParalelToolCalls': 'MaxParalelToolCalls' is not an option. Did you mean 'MaxParallelToolCalls'?",
        "'Agentry:Defaults:Limits:MaxTurn': 'MaxTurn' is not a limit. Did you mean 'MaxTurns'?",
        "'Agentry:Agents:suport': 'suport' is not a registered agent. Did you mean 'support'?",
        "'Agentry:Agents:support:Instuctions': 'Instuctions' is not an option or a feature of the agent. Did you mean 'Instructions'?",
        "'Agentry:Agents:support:Limits:MaxTokans': 'MaxTokans' is not a limit. Did you mean 'MaxTokens'?",
        "'Agentry:Agents:support:Sample:Levle': 'Levle' is not an option. Did you mean 'Level'?",
        "'Agentry:Agents:support:Tools:refund_ordr': 'refund_ordr' is not a tool of agent 'support'. Did you mean 'refund_order'?",
        "'Agentry:Agents:support:Tools:refund_order:Efect': 'Efect' is not an option. Did you mean 'Effect'?",
        "'Agentry:Sample:Mod': 'Mod' is not an option. Did you mean 'Mode'?",
    ];

    [Fact]
    public async Task Start_EveryKindOfNameMisspelt_AllAreReportedTogetherWithASuggestion()
    {
        using ConfiguredHost host = Support(Misspelt);

        IReadOnlyList<string> errors = await host.StartErrorsAsync();

        errors.Should().BeEquivalentTo(Suggestions.Select(s => $"configuration {s}"));
    }

    [Fact]
    public void Resolve_EveryKindOfNameMisspelt_SaysTheSameAsAStart()
    {
        using ConfiguredHost host = Support(Misspelt);

        host.ResolveErrors("support").Should().BeEquivalentTo(Suggestions.Select(s => $"configuration {s}"));
        host.ResolveErrors("support").Should().HaveCount(Suggestions.Length, "the second resolve says it again");
    }

    [Fact]
    public async Task Start_ValuesThatCannotBeRead_HideNeitherEachOtherNorMisspeltNames()
    {
        using ConfiguredHost host = Support(new Dictionary<string, string?>
        {
            ["Agentry:Defaults:Limits:MaxTurns"] = "many",
            ["Agentry:Agents:support:Limits:MaxDuration"] = "soon",
            ["Agentry:Agents:support:Limits:MaxTokans"] = "3",
            ["Agentry:Agents:support:Tools:refund_order:Effect"] = "Sometimes",
            ["Agentry:Agents:support:Tools:refund_order:Efect"] = "Keyed",
            ["Agentry:Sample:Mode"] = "Perhaps",
            ["Agentry:Agents:support:Sample:Levle"] = "3",
            ["Agentry:Agents:support:Sample:Wait"] = "a while",
        });

        IReadOnlyList<string> errors = await host.StartErrorsAsync();

        errors.Should().HaveCount(8);
        foreach (string part in (string[])
            [
                "Defaults:Limits:MaxTurns", "support:Limits:MaxDuration", "MaxTokans", "Tools:refund_order:Effect", "Efect",
                "Agentry:Sample:Mode", "Levle", "support:Sample:Wait",
            ])
        {
            errors.Should().ContainSingle(e => e.Contains(part, StringComparison.Ordinal), part);
        }
    }

    [Theory]
    [InlineData("Agentry:Agents:support:Limits:MaxTurns", "0", "*support*MaxTurns*between 1 and*")]
    [InlineData("Agentry:Defaults:Limits:MaxDepth", "-1", "*support*MaxDepth*between 0 and*")]
    [InlineData("Agentry:Agents:support:Limits:MaxDuration", "-00:01:00", "*support*MaxDuration*between*")]
    [InlineData("Agentry:Agents:support:Temperature", "9", "*support*Temperature*between 0 and 2*")]
    [InlineData("Agentry:Agents:support:CancellationGrace", "2.00:00:00", "*support*CancellationGrace*between*")]
    [InlineData("Agentry:Agents:support:MaxParallelToolCalls", "0", "*support*MaxParallelToolCalls*between*")]
    [InlineData("Agentry:Agents:support:Tools:refund_order:Timeout", "-00:00:01", "*refund_order*support*Timeout*between*")]
    [InlineData("Agentry:Sample:Level", "11", "*support*Sample*Level*between 1 and 10*")]
    public async Task Start_ValueOutOfRange_NamesOptionAndRange(string key, string value, string says)
    {
        using ConfiguredHost host = Support(new Dictionary<string, string?> { [key] = value });

        (await host.StartErrorsAsync()).Should().ContainSingle().Which.Should().Match(says);
    }

    [Fact]
    public async Task Start_SectionOfAFeatureThatTheAgentDoesNotHave_IsAnError()
    {
        using var host = new ConfiguredHost(
            all => all.AddAgent("a", agent => agent.AddFeature(new SampleFeature("Sample"))).AddAgent("b"),
            new Dictionary<string, string?> { ["Agentry:Agents:b:Sample:Level"] = "3", ["Agentry:Agents:a:Sample:Level"] = "3" });

        (await host.StartErrorsAsync()).Should().ContainSingle().Which.Should().Contain("Agents:b:Sample");
    }

    [Fact]
    public async Task Start_NoModel_IsAnErrorForEachAgent()
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a").AddAgent("b", agent => agent.WithChatClient("fast")), hasModel: false);

        (await host.StartErrorsAsync()).Should().BeEquivalentTo(
            "agent 'a' has no model: register an IChatClient, or name one with WithChatClient.",
            "agent 'b' asks for the IChatClient 'fast', which is not registered.");
    }

    [Fact]
    public async Task Start_KeyOfTheAgentsChatClientTaken_IsAnError()
    {
        using var model = new ScriptedChatClient();
        using var host = new ConfiguredHost(
            all => all.AddAgent("a"), services: services => services.AddKeyedSingleton<IChatClient>("agentry:a", model));

        (await host.StartErrorsAsync()).Should().ContainSingle().Which.Should().Contain("'agentry:a'");
    }

    [Fact]
    public async Task Start_TwoToolsWithOneName_IsAnError()
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a", agent => agent
            .WithTool(new CountingTool("look")).WithTool(new CountingTool("look")).WithTool(new CountingTool("Look"))));

        (await host.StartErrorsAsync()).Should().Equal("agent 'a' has two tools named 'look'; give one another name.");
    }

    [Theory]
    [InlineData("has blank")]
    [InlineData("")]
    [InlineData("ünlaut")]
    [InlineData("a_name_of_more_than_sixty_four_letters_which_providers_do_not_accept")]
    public async Task Start_ToolNameThatProvidersRefuse_IsAnError(string name)
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a", agent => agent.WithTool(new CountingTool(name))));

        (await host.StartErrorsAsync()).Should().ContainSingle().Which.Should().Contain($"'{name}' is not accepted");
    }

    [Fact]
    public async Task Start_SchemaThatCannotBeUsed_NamesToolAndReasonAndHidesNothing()
    {
        using var host = new ConfiguredHost(
            all => all.AddAgent("a", agent => agent
                .WithTool(new CountingTool("bad", schema: """{"type":"objekt"}"""))
                .WithTool(new CountingTool("worse", schema: """{"properties":{"x":{"$ref":"#/nowhere"}}}"""))
                .WithTool(new CountingTool("wrong_result", returnSchema: """{"type":5}"""))
                .WithTool(_ => throw new InvalidOperationException("no file"))),
            new Dictionary<string, string?> { ["Agentry:Agents:a:Tools:bad:Effect"] = "ReadOnly" });

        IReadOnlyList<string> errors = await host.StartErrorsAsync();

        errors.Should().HaveCount(4);
        errors[0].Should().StartWith("agent 'a', tool 'bad': its schema cannot be used.");
        errors[1].Should().StartWith("agent 'a', tool 'worse': its schema cannot be used.");
        errors[2].Should().StartWith("agent 'a', tool 'wrong_result': its result schema cannot be used.");
        errors[3].Should().Be("a tool of agent 'a': no file");
    }

    [Fact]
    public async Task Start_MoreThanFiftyTools_IsAnErrorUnlessAllowed()
    {
        using var refused = new ConfiguredHost(all => all.AddAgent("a", agent => AddTools(agent, 51)));
        (await refused.StartErrorsAsync()).Should().ContainSingle().Which.Should().Contain("51 tools").And.Contain("AllowManyTools");

        using var allowed = new ConfiguredHost(
            all => all.AddAgent("a", agent => AddTools(agent, 51)), new Dictionary<string, string?> { ["Agentry:Agents:a:AllowManyTools"] = "true" });
        await allowed.StartAsync();
        allowed.Agent("a").Tools.Should().HaveCount(51);
    }

    [Fact]
    public async Task Start_ErrorsOfSeveralAgents_AreReportedTogether()
    {
        using var host = new ConfiguredHost(
            all => all
                .AddAgent("a", agent => agent.WithLimits(l => l.MaxTurns = 0))
                .AddAgent("b", agent => agent.ConfigureAgent(_ => throw new InvalidOperationException("no file")))
                .AddAgent("c", agent => agent.WithTool(new CountingTool("x y"))),
            hasModel: false);

        IReadOnlyList<string> errors = await host.StartErrorsAsync();

        errors.Should().Contain(e => e.Contains("'a'") && e.Contains("MaxTurns"));
        errors.Should().Contain("options of agent 'b': no file");
        errors.Should().Contain(e => e.Contains("'x y'"));
        errors.Count(e => e.Contains("has no model")).Should().Be(3);
    }

    [Fact]
    public void Register_PartsOfOneAgentOnTheBuilderOfAll_SaysWhereTheyBelong()
    {
        IAgentryBuilder all = new ServiceCollection().AddAgentry();
        using var model = new ScriptedChatClient();
        foreach (Action part in (Action[])
            [
                () => all.WithInstructions("Help."),
                () => all.WithLimits(l => l.MaxTurns = 1),
                () => all.WithChatClient("fast"),
                () => all.WithChatClient(model),
                () => all.WithChatOptions(new ChatOptions()),
                () => all.WithTool(new CountingTool("look")),
                () => all.WithTool("look", "Looks.", () => 1),
                () => all.WithTools<SampleTools>(),
            ])
        {
            part.Should().Throw<AgentryConfigurationException>().WithMessage("*inside AddAgent(\"name\", agent => agent.With*");
        }

        FluentActions.Invoking(() => all.AddAgent("a", agent => agent.AddAgent("b")))
            .Should().Throw<AgentryConfigurationException>().WithMessage("*siblings*");
    }

    [Fact]
    public void Register_TwoFeaturesOfOneName_IsAnError()
    {
        IAgentryBuilder all = new ServiceCollection().AddAgentry();
        all.AddFeature(new SampleFeature("audit"));

        FluentActions.Invoking(() => all.AddToolLayer(ToolStage.Policy, "audit", _ => null!))
            .Should().Throw<AgentryConfigurationException>().WithMessage("*two different features are named 'audit'*");
    }

    [Fact]
    public async Task Start_TwoFeaturesOfOneNameAtTwoLevels_IsAnError()
    {
        using var host = new ConfiguredHost(all => all
            .AddFeature(new SampleFeature("audit"))
            .AddAgent("a", agent => agent.AddRunLayer(RunStage.Observe, "audit", _ => null!)));

        (await host.StartErrorsAsync()).Should().ContainSingle().Which.Should().Contain("two different features are named 'audit'");
    }

    [Fact]
    public void Register_TwoConfigurationSections_IsAnError()
    {
        using var host = new ConfiguredHost(_ => { }, new Dictionary<string, string?> { ["Agentry:Agents"] = null });
        var configuration = host.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>();
        var services = new ServiceCollection();
        services.AddAgentry(configuration.GetSection("Agentry"));
        services.AddAgentry();
        services.AddAgentry(configuration.GetSection("Agentry"));

        FluentActions.Invoking(() => services.AddAgentry(configuration.GetSection("Other"))).Should().Throw<AgentryConfigurationException>();
    }

    private static ConfiguredHost Support(Dictionary<string, string?> settings) => new(
        all => all
            .AddFeature(new SampleFeature("Sample"))
            .AddAgent("support", agent => agent.WithTool(new CountingTool("refund_order"))),
        settings);

    private static void AddTools(IAgentryBuilder agent, int count)
    {
        for (int i = 0; i < count; i++)
            agent.WithTool(new CountingTool($"tool_{i}"), t => t.ReadOnly());
    }
}
