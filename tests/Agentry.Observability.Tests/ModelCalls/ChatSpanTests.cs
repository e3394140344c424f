using System.Diagnostics;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class ChatSpanTests
{
    private static readonly ChatOptions Options = new()
    {
        ModelId = "gpt-asked",
        MaxOutputTokens = 200,
        Temperature = 0.7f,
        TopP = 0.9f,
        TopK = 40,
        FrequencyPenalty = 0.1f,
        PresencePenalty = 0.2f,
        Seed = 42,
        StopSequences = ["END", "STOP"],
        ResponseFormat = ChatResponseFormat.Json,
        Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High },
    };

    [Theory, EveryProfile]
    public async Task Call_EveryOption_IsTold(RunMode mode, SemconvProfile profile)
    {
        var model = new NamedModel(new ScriptedChatClient(ModelReply.Text("{}")));
        await using var observed = new Observed(model, profile, agent => agent.WithChatOptions(Options));

        await mode.RunAsync(observed.Agent, new RunRequest("Hi.") { ConversationId = "talk-7" });

        bool latest = profile == SemconvProfile.Latest;
        Activity span = observed.TheSpan("chat");
        span.Kind.Should().Be(ActivityKind.Client);
        span.DisplayName.Should().Be("chat gpt-asked");
        Dictionary<string, object?> expected = new()
        {
            ["gen_ai.operation.name"] = "chat",
            ["gen_ai.provider.name"] = "openai",
            ["gen_ai.request.model"] = "gpt-asked",
            ["server.address"] = "api.example.test",
            ["server.port"] = 8443,
            ["gen_ai.conversation.id"] = "talk-7",
            ["gen_ai.request.max_tokens"] = 200,
            ["gen_ai.request.temperature"] = 0.7,
            ["gen_ai.request.top_p"] = 0.9,
            ["gen_ai.request.top_k"] = latest ? (object)40 : 40.0,
            ["gen_ai.request.frequency_penalty"] = 0.1,
            ["gen_ai.request.presence_penalty"] = 0.2,
            ["gen_ai.request.seed"] = 42L,
            ["gen_ai.output.type"] = "json",
            ["gen_ai.response.model"] = "scripted",
            ["gen_ai.request.stream"] = mode == RunMode.Streaming ? true : null,
            ["gen_ai.request.reasoning.level"] = latest ? "high" : null,
        };
        foreach ((string name, object? value) in expected)
            span.GetTagItem(name).Should().Be(value, name);
        span.GetTagItem("gen_ai.request.stop_sequences").Should().BeEquivalentTo(new[] { "END", "STOP" });
        span.GetTagItem("gen_ai.response.finish_reasons").Should().BeEquivalentTo(new[] { "stop" });
    }

    [Theory, BothModes]
    public async Task Call_NothingKnown_InventsNothing(RunMode mode)
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.Text("Hello.")));

        await mode.RunAsync(observed.Agent, "Hi.");

        Activity span = observed.TheSpan("chat");
        span.DisplayName.Should().Be("chat");
        span.GetTagItem("gen_ai.provider.name").Should().Be("unknown");
        span.TagObjects.Select(t => t.Key).Should().NotContain(
        [
            "gen_ai.conversation.id", "gen_ai.request.model", "server.address", "gen_ai.response.id", "gen_ai.usage.input_tokens", "error.type",
        ]);
        observed.TheSpan("invoke_agent").TagObjects.Select(t => t.Key).Should().NotContain(["gen_ai.conversation.id", "gen_ai.request.model"]);
    }

    [Theory, EveryProfile]
    public async Task Call_CacheAndReasoningTokens_AreTold(RunMode mode, SemconvProfile profile)
    {
        var usage = new UsageDetails
        {
            InputTokenCount = 1_000,
            OutputTokenCount = 50,
            CachedInputTokenCount = 800,
            ReasoningTokenCount = 30,
            AdditionalCounts = new() { ["CacheCreationInputTokens"] = 100 },
        };
        var model = new ScriptedChatClient(ModelReply.Of([new TextContent("Hello."), new UsageContent(usage)], ChatFinishReason.Stop));
        await using var observed = new Observed(new Totals(model, usage), profile);

        await mode.RunAsync(observed.Agent, "Hi.");

        Activity span = observed.TheSpan("chat");
        span.GetTagItem("gen_ai.usage.input_tokens").Should().Be(1_000L);
        span.GetTagItem("gen_ai.usage.output_tokens").Should().Be(50L);
        span.GetTagItem("gen_ai.usage.cache_read.input_tokens").Should().Be(800L);
        span.GetTagItem("gen_ai.usage.reasoning.output_tokens").Should().Be(30L);
        span.GetTagItem(profile == SemconvProfile.Latest ? "gen_ai.usage.cache_write.input_tokens" : "gen_ai.usage.cache_creation.input_tokens")
            .Should().Be(100L);
    }

    [Theory]
    [InlineData("az.ai.openai", "azure.ai.openai")]
    [InlineData("xai", "x_ai")]
    [InlineData("anthropic", "anthropic")]
    [InlineData(null, "my.house")]
    public async Task Provider_NameOfTheClient_IsGivenAsTheConventionsHaveIt(string? named, string expected)
    {
        var model = new NamedModel(new ScriptedChatClient(ModelReply.Text("Hello.")), new ChatClientMetadata(named));
        await using var observed = new Observed(model, options: o => o.ProviderName = "my.house");

        await observed.Agent.RunAsync("Hi.");

        observed.TheSpan("chat").GetTagItem("gen_ai.provider.name").Should().Be(expected);
        observed.TheSpan("invoke_agent").GetTagItem("gen_ai.provider.name").Should().Be(expected);
    }

    [Theory, EveryProfile]
    public async Task Agent_ModelOption_IsTheModelOfTheRun(RunMode mode, SemconvProfile profile)
    {
        var model = new NamedModel(new ScriptedChatClient(ModelReply.Text("Hello.")));
        await using var observed = new Observed(model, profile, agent => agent.ConfigureAgent(o => o.ModelId = "gpt-chosen"));

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.TheSpan("invoke_agent").GetTagItem("gen_ai.request.model").Should().Be("gpt-chosen");
        observed.TheSpan("chat").DisplayName.Should().Be("chat gpt-chosen");
        observed.TheMeasurement("gen_ai.invoke_agent.duration").Tags["gen_ai.request.model"].Should().Be("gpt-chosen");
    }

    /// <summary>Reports usage in plain answers too; the script's own usage content is for streams.</summary>
    private sealed class Totals(IChatClient inner, UsageDetails usage) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
            response.Usage = usage;
            return response;
        }
    }
}
