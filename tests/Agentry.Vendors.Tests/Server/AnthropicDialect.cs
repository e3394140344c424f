using System.Text.Json.Nodes;
using Anthropic;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>The Messages API.</summary>
internal sealed class AnthropicDialect : VendorDialect
{
    private const string Model = "claude-test";

    public override IChatClient Client(Uri address, int? sdkRetries = 0) => new AnthropicClient
    {
        ApiKey = Key,
        BaseUrl = address.ToString().TrimEnd('/'),
        MaxRetries = sdkRetries,
        HttpClient = new HttpClient(new ProviderResponseHandler(new SocketsHttpHandler())),
    }.AsIChatClient(Model, 1024);

    public override ServerReply Text(string text, bool isStream) => isStream
        ? Stream([.. Start(), .. TextEvents(text), .. End("end_turn")])
        : Message(new JsonObject { ["type"] = "text", ["text"] = text }, "end_turn");

    public override ServerReply Call(string tool, string argumentsJson, bool isStream, int number = 1) => isStream
        ? Stream([.. Start(), .. CallEvents(tool, argumentsJson, number), .. End("tool_use")])
        : Message(Use(tool, JsonNode.Parse(argumentsJson)!, number), "tool_use");

    public override ServerReply CutCall(string tool, string argumentsJson, bool isStream) =>
        Stream([.. Start(), .. CallEvents(tool, argumentsJson), .. End("max_tokens")]);

    public override ServerReply Error(int status, params (string Name, string Value)[] headers)
    {
        string type = status switch { 429 => "rate_limit_error", 529 => "overloaded_error", 400 => "invalid_request_error", _ => "api_error" };
        return new ServerReply(status, ErrorBody(type).ToJsonString()) { Headers = headers };
    }

    public override ServerReply ErrorInStream(string text) =>
        Stream([.. Start(), .. text.Length == 0 ? [] : TextEvents(text), Event("error", ErrorBody("overloaded_error"))]);

    public override ServerReply CutStream(string text, bool breaksOff) =>
        Stream([.. Start(), .. text.Length == 0 ? [] : TextEvents(text)]) with { BreaksOff = breaksOff };

    private static ServerReply Message(JsonObject content, string stop)
    {
        JsonObject message = Envelope();
        message["content"] = new JsonArray(content);
        message["stop_reason"] = stop;
        message["usage"] = new JsonObject { ["input_tokens"] = 10, ["output_tokens"] = 5 };
        return new ServerReply(200, message.ToJsonString());
    }

    private static JsonObject Envelope() => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = Model,
        ["content"] = new JsonArray(),
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject { ["input_tokens"] = 10, ["output_tokens"] = 1 },
    };

    private static JsonObject Use(string tool, JsonNode input, int number = 1) =>
        new() { ["type"] = "tool_use", ["id"] = $"toolu_{number}", ["name"] = tool, ["input"] = input };

    private static string[] Start() => [Event("message_start", new JsonObject { ["type"] = "message_start", ["message"] = Envelope() })];

    private static string[] TextEvents(string text) =>
    [
        BlockStart(new JsonObject { ["type"] = "text", ["text"] = "" }),
        .. text.Split(' ').Select((word, i) => Delta(new JsonObject { ["type"] = "text_delta", ["text"] = i == 0 ? word : " " + word })),
    ];

    private static string[] CallEvents(string tool, string json, int number = 1) =>
    [
        BlockStart(Use(tool, new JsonObject(), number)),
        Delta(new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = json[..(json.Length / 2)] }),
        Delta(new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = json[(json.Length / 2)..] }),
    ];

    private static string[] End(string stop) =>
    [
        Event("content_block_stop", new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 }),
        Event("message_delta", new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = stop, ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = 5 },
        }),
        Event("message_stop", new JsonObject { ["type"] = "message_stop" }),
    ];

    private static string BlockStart(JsonObject block) =>
        Event("content_block_start", new JsonObject { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = block });

    private static string Delta(JsonObject delta) =>
        Event("content_block_delta", new JsonObject { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = delta });

    private static JsonObject ErrorBody(string type) =>
        new() { ["type"] = "error", ["error"] = new JsonObject { ["type"] = type, ["message"] = "Not now." } };

    private static string Event(string name, JsonObject data) => $"event: {name}\ndata: {data.ToJsonString()}\n\n";
}
