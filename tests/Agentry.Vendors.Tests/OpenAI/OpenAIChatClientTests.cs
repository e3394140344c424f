using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>The adapter alone.</summary>
public sealed class OpenAIChatClientTests
{
    private static readonly OpenAIDialect Dialect = new();

    private static async Task<ChatResponse> AskAsync(
        RunMode mode, ServerReply reply, List<string> requests, IEnumerable<ChatMessage>? messages = null, ChatOptions? options = null)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(reply);
        using IChatClient client = Dialect.Client(server.Address);
        messages ??= [new ChatMessage(ChatRole.User, "Hello")];
        ChatResponse response = mode == RunMode.Plain
            ? await client.GetResponseAsync(messages, options)
            : await client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync();
        requests.AddRange(server.Requests);
        return response;
    }

    [Theory, BothModes]
    public async Task Text_WithUsage_IsRead(RunMode mode)
    {
        ChatResponse response = await AskAsync(mode, Dialect.Text("Here you are.", mode == RunMode.Streaming), []);

        response.Text.Should().Be("Here you are.");
        response.FinishReason.Should().Be(ChatFinishReason.Stop);
        response.ModelId.Should().Be("gpt-test");
        response.Usage!.InputTokenCount.Should().Be(10);
        response.Usage.OutputTokenCount.Should().Be(5);
        response.Usage.CachedInputTokenCount.Should().Be(4);
        response.Usage.ReasoningTokenCount.Should().Be(2);
        response.Messages.Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task ToolCall_IsReadWhole(RunMode mode)
    {
        ChatResponse response = await AskAsync(mode, Dialect.Call("get_order", """{"id":1042}""", mode == RunMode.Streaming), []);

        FunctionCallContent call = response.Messages.Single().Contents.OfType<FunctionCallContent>().Single();
        call.CallId.Should().Be("call_1");
        call.Name.Should().Be("get_order");
        ((JsonElement)call.Arguments!["id"]!).GetInt32().Should().Be(1042);
        call.Exception.Should().BeNull();
        response.FinishReason.Should().Be(ChatFinishReason.ToolCalls);
    }

    [Theory, BothModes]
    public async Task CutArguments_BecomeAnException(RunMode mode)
    {
        ChatResponse response = await AskAsync(mode, Dialect.CutCall("get_order", """{"id":10""", mode == RunMode.Streaming), []);

        FunctionCallContent call = response.Messages.Single().Contents.OfType<FunctionCallContent>().Single();
        call.Exception.Should().NotBeNull();
        call.Arguments.Should().BeNull();
        response.FinishReason.Should().Be(ChatFinishReason.Length);
    }

    [Theory, BothModes]
    public async Task Refusal_IsAnErrorContent(RunMode mode)
    {
        ChatResponse response = await AskAsync(mode, OpenAIDialect.Refusal(mode == RunMode.Streaming), []);

        response.Messages.Single().Contents.OfType<ErrorContent>().Single().ErrorCode.Should().Be("Refusal");
        response.Text.Should().BeEmpty();
    }

    [Fact]
    public async Task CallOfAStreamThatWasCut_IsNotPassedOn()
    {
        ServerReply whole = Dialect.Call("get_order", """{"id":1042}""", isStream: true);
        string cut = string.Concat(whole.Body.Split("\n\n").Take(2).Select(e => e + "\n\n"));

        ChatResponse response = await AskAsync(RunMode.Streaming, whole with { Body = cut }, []);

        response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Should().BeEmpty();
        response.FinishReason.Should().BeNull();
    }

    [Theory, BothModes]
    public async Task History_OfEveryKind_IsSent(RunMode mode)
    {
        List<string> requests = [];
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Help."),
            new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
            new(ChatRole.Assistant, [new TextContent("Let me look."), new FunctionCallContent("call_1", "look", new Dictionary<string, object?> { ["id"] = 7 })]),
            new(ChatRole.Tool, [new FunctionResultContent("call_1", JsonSerializer.SerializeToElement(new { found = true }))]),
        ];

        await AskAsync(mode, Dialect.Text("A picture.", mode == RunMode.Streaming), requests, messages, new ChatOptions
        {
            Temperature = 0.5f,
            MaxOutputTokens = 100,
            ModelId = "gpt-other",
            ToolMode = ChatToolMode.RequireAny,
            Tools = [AIFunctionFactory.Create((int id) => id, "look", "Looks.")],
        });

        JsonNode body = JsonNode.Parse(requests.Single())!;
        body["model"]!.GetValue<string>().Should().Be("gpt-other");
        body["tool_choice"]!.GetValue<string>().Should().Be("required");
        body["tools"]![0]!["function"]!["name"]!.GetValue<string>().Should().Be("look");
        body["messages"]!.AsArray().Select(m => m!["role"]!.GetValue<string>()).Should().Equal("system", "user", "assistant", "tool");
        body["messages"]![1]!["content"]!.AsArray().Should().HaveCount(2);
        body["messages"]![2]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>().Should().Be("""{"id":7}""");
        body["messages"]![3]!["content"]!.ToJsonString().Should().Contain("found");
    }

    [Fact]
    public void Services_OfTheAdapter_AreTheSdkAndItsMetadata()
    {
        using IChatClient client = Dialect.Client(new Uri("http://127.0.0.1:1"));

        client.GetService<ChatClientMetadata>()!.DefaultModelId.Should().Be("gpt-test");
        client.GetService<OpenAI.OpenAIClient>().Should().NotBeNull();
        client.GetService<OpenAI.Chat.ChatClient>().Should().NotBeNull();
        client.GetService(typeof(IChatClient), "key").Should().BeNull();
    }
}
