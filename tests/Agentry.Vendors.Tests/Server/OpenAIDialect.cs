using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using Agentry.Samples;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Agentry.Tests;

/// <summary>The chat completions API.</summary>
internal sealed class OpenAIDialect : VendorDialect
{
    private const string Model = "gpt-test";

    public override IChatClient Client(Uri address, int? sdkRetries = 0)
    {
        if (sdkRetries == 0)
            return OpenAIChatClient.Create(Key, Model, address);
        var options = new OpenAIClientOptions
        {
            Endpoint = address,
            Transport = new HttpClientPipelineTransport(new HttpClient(new ProviderResponseHandler(new SocketsHttpHandler()))),
        };
        return new OpenAIChatClient(new OpenAIClient(new ApiKeyCredential(Key), options), Model);
    }

    public override ServerReply Text(string text, bool isStream) => isStream
        ? Stream([.. TextChunks(text), .. End("stop")])
        : Completion(new JsonObject { ["role"] = "assistant", ["content"] = text }, "stop");

    public override ServerReply Call(string tool, string argumentsJson, bool isStream, int number = 1) =>
        Called(tool, argumentsJson, "tool_calls", isStream, number);

    public override ServerReply CutCall(string tool, string argumentsJson, bool isStream) => Called(tool, argumentsJson, "length", isStream);

    public override ServerReply Error(int status, params (string Name, string Value)[] headers)
    {
        string code = status switch { 429 => "rate_limit_exceeded", 400 => "context_length_exceeded", _ => "server_error" };
        var error = new JsonObject { ["message"] = "Not now.", ["type"] = "error", ["code"] = code };
        return new ServerReply(status, new JsonObject { ["error"] = error }.ToJsonString()) { Headers = headers };
    }

    public override ServerReply ErrorInStream(string text) => Stream(
        [.. text.Length == 0 ? [] : TextChunks(text), "data: {\"error\":{\"message\":\"Not now.\",\"type\":\"server_error\",\"code\":null}}\n\n", "data: [DONE]\n\n"]);

    public override ServerReply CutStream(string text, bool breaksOff) =>
        Stream([Chunk(new JsonObject { ["role"] = "assistant" }), .. text.Length == 0 ? [] : TextChunks(text)]) with { BreaksOff = breaksOff };

    /// <summary>A reply in which the model refuses.</summary>
    public static ServerReply Refusal(bool isStream) => isStream
        ? Stream([Chunk(new JsonObject { ["refusal"] = "I cannot help with that." }), .. End("stop")])
        : Completion(new JsonObject { ["role"] = "assistant", ["content"] = null, ["refusal"] = "I cannot help with that." }, "stop");

    private static ServerReply Called(string tool, string json, string finish, bool isStream, int number = 1) => isStream
        ? Stream(
        [
            Chunk(new JsonObject { ["role"] = "assistant", ["tool_calls"] = new JsonArray(Piece(tool, "", number)) }),
            Chunk(new JsonObject { ["tool_calls"] = new JsonArray(Piece(null, json[..(json.Length / 2)])) }),
            Chunk(new JsonObject { ["tool_calls"] = new JsonArray(Piece(null, json[(json.Length / 2)..])) }),
            .. End(finish),
        ])
        : Completion(new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(Piece(tool, json, number)) }, finish);

    private static JsonObject Piece(string? tool, string arguments, int number = 1)
    {
        var function = new JsonObject { ["arguments"] = arguments };
        var piece = new JsonObject { ["index"] = 0, ["function"] = function };
        if (tool is not null)
        {
            function["name"] = tool;
            piece["id"] = $"call_{number}";
            piece["type"] = "function";
        }

        return piece;
    }

    private static ServerReply Completion(JsonObject message, string finish)
    {
        JsonObject body = Envelope("chat.completion");
        body["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = finish });
        body["usage"] = Usage();
        return new ServerReply(200, body.ToJsonString());
    }

    private static IEnumerable<string> TextChunks(string text) =>
        text.Split(' ').Select((word, i) => Chunk(new JsonObject { ["content"] = i == 0 ? word : " " + word }));

    private static string[] End(string finish)
    {
        JsonObject usage = Envelope("chat.completion.chunk");
        usage["choices"] = new JsonArray();
        usage["usage"] = Usage();
        return [Chunk([], finish), $"data: {usage.ToJsonString()}\n\n", "data: [DONE]\n\n"];
    }

    private static string Chunk(JsonObject delta, string? finish = null)
    {
        JsonObject chunk = Envelope("chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish });
        return $"data: {chunk.ToJsonString()}\n\n";
    }

    private static JsonObject Envelope(string kind) =>
        new() { ["id"] = "chatcmpl-1", ["object"] = kind, ["created"] = 1_767_268_800, ["model"] = Model };

    private static JsonObject Usage() => new()
    {
        ["prompt_tokens"] = 10,
        ["completion_tokens"] = 5,
        ["total_tokens"] = 15,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 4 },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 2 },
    };
}
