using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

public sealed class StrictModeReportTests
{
    private const int Refuses = 40;
    private const int Drops = 41;
    private const string Bounded = """{"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"],"additionalProperties":false}""";
    private const string Optional = """{"type":"object","properties":{"n":{"type":"integer"}},"additionalProperties":false}""";
    private const string Plain = """{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}""";

    [Theory]
    [InlineData("strict")]
    [InlineData("Strict")]
    [InlineData("strictJsonSchema")]
    public async Task Start_ToolAsksForStrictMode_SaysOnceWhatIsRefused(string key)
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a", agent => agent.WithTool(Tool("look", Optional, key, true), t => t.ReadOnly())));

        await host.StartAsync();
        await host.Agent("a").RunAsync("Hi.");

        (LogLevel level, _, string text) = host.Logs.Entries.Where(e => e.Id.Id == Refuses).Should().ContainSingle().Subject;
        level.Should().Be(LogLevel.Warning);
        text.Should().Contain("Agent a").And.Contain("tool look").And.Contain("OpenAI").And.Contain("/properties/n, required: refused");
        host.Logs.Of(Drops).Should().BeEmpty();
    }

    [Fact]
    public async Task Start_AgentAsksForIt_EachToolIsLookedAtUnlessItSaysNo()
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a", agent => agent
            .WithChatOptions(new ChatOptions { AdditionalProperties = new() { ["strict"] = true } })
            .WithTool(Tool("one", Optional), t => t.ReadOnly())
            .WithTool(Tool("two", Optional, "strict", false), t => t.ReadOnly())
            .WithTool(Tool("three", Plain), t => t.ReadOnly())));

        await host.StartAsync();

        host.Logs.Of(Refuses).Should().ContainSingle().Which.Should().Contain("tool one");
    }

    [Fact]
    public async Task Start_ProviderDropsParts_SaysSoAsInformation()
    {
        var model = new ScriptedChatClient(_ => ModelReply.Text("Hello."));
        using var host = new ConfiguredHost(all => all.AddAgent("a", agent => agent
            .WithChatClient(new Named(model, "anthropic"))
            .WithTool(Tool("look", Bounded, "strict", true), t => t.ReadOnly())));

        await host.StartAsync();

        (LogLevel level, _, string text) = host.Logs.Entries.Where(e => e.Id.Id == Drops).Should().ContainSingle().Subject;
        level.Should().Be(LogLevel.Information);
        text.Should().Contain("Anthropic").And.Contain("/properties/n/minimum, minimum: dropped");
        host.Logs.Of(Refuses).Should().BeEmpty();
    }

    [Fact]
    public async Task Start_NobodyAsksForIt_SaysNothing()
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a", agent => agent.WithTool(Tool("look", Optional), t => t.ReadOnly())));

        await host.StartAsync();

        host.Logs.Entries.Should().NotContain(e => e.Id.Id == Refuses || e.Id.Id == Drops);
    }

    [Theory, BothModes]
    public async Task StrictTool_WhatTheProviderDrops_IsStillRefusedHere(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("look", """{"n":0}""", "c"), ModelReply.Text("Done."));
        await using var host = new TestHost(model, agent => agent.WithTool(Tool("look", Bounded, "strict", true), t => t.ReadOnly()));

        await mode.RunAsync(host.Agent, "Look.").Soon();

        model.Requests[1].AnswerTo("c").Should().Contain("at least 1");
    }

    private static AIFunction Tool(string name, string schema, string? key = null, bool strict = false) =>
        new WithProperties(new CountingTool(name, schema: schema), key is null ? [] : new() { [key] = strict });

    private sealed class WithProperties(AIFunction inner, Dictionary<string, object?> properties) : DelegatingAIFunction(inner)
    {
        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } = properties;
    }

    private sealed class Named(IChatClient inner, string provider) : DelegatingChatClient(inner)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(provider) : base.GetService(serviceType, serviceKey);
    }
}
