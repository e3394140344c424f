using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = OpenAI.Chat.ChatResponseFormat;
using Native = OpenAI.Chat.ChatMessage;

namespace Agentry.Samples;

/// <summary>Turns messages and options into the SDK's.</summary>
internal static class OpenAIRequest
{
    /// <summary>The default options indent, and every blank is paid for.</summary>
    private static readonly JsonSerializerOptions Compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static List<Native> Messages(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<Native> native = [];
        if (!string.IsNullOrEmpty(options?.Instructions))
            native.Add(new SystemChatMessage(options.Instructions));
        foreach (ChatMessage message in messages)
        {
            if (message.Role == ChatRole.System)
                native.Add(new SystemChatMessage(message.Text));
            else if (message.Role == ChatRole.Assistant)
                native.Add(Assistant(message));
            else if (message.Role == ChatRole.Tool)
                native.AddRange(message.Contents.OfType<FunctionResultContent>().Select(r => new ToolChatMessage(r.CallId, Text(r.Result))));
            else
                native.Add(new UserChatMessage(message.Contents.Select(Part).OfType<ChatMessageContentPart>()));
        }

        return native;
    }

    public static ChatCompletionOptions Options(ChatOptions? options)
    {
        var native = new ChatCompletionOptions();
        if (options is null)
            return native;
        native.Temperature = options.Temperature;
        native.TopP = options.TopP;
        native.MaxOutputTokenCount = options.MaxOutputTokens;
        native.FrequencyPenalty = options.FrequencyPenalty;
        native.PresencePenalty = options.PresencePenalty;
        foreach (string stop in options.StopSequences ?? [])
            native.StopSequences.Add(stop);
        native.ResponseFormat = options.ResponseFormat switch
        {
            ChatResponseFormatJson { Schema: { } schema } json => ChatResponseFormat.CreateJsonSchemaFormat(
                json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription),
            ChatResponseFormatJson => ChatResponseFormat.CreateJsonObjectFormat(),
            _ => null,
        };
        AddTools(native, options);
        return native;
    }

    private static void AddTools(ChatCompletionOptions native, ChatOptions options)
    {
        foreach (AIFunctionDeclaration tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
            native.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        if (native.Tools.Count == 0)
            return;
        native.AllowParallelToolCalls = options.AllowMultipleToolCalls;
        native.ToolChoice = options.ToolMode switch
        {
            NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
            RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
            RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
            _ => null,
        };
    }

    private static AssistantChatMessage Assistant(ChatMessage message)
    {
        ChatToolCall[] calls = [.. message.Contents.OfType<FunctionCallContent>().Select(c =>
            ChatToolCall.CreateFunctionToolCall(c.CallId, c.Name, BinaryData.FromString(Arguments(c))))];
        if (calls.Length == 0)
            return new AssistantChatMessage(message.Text);
        var native = new AssistantChatMessage(calls);
        if (message.Text.Length > 0)
            native.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        return native;
    }

    private static ChatMessageContentPart? Part(AIContent content) => content switch
    {
        TextContent text => ChatMessageContentPart.CreateTextPart(text.Text),
        DataContent data when data.HasTopLevelMediaType("image") =>
            ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType),
        UriContent uri when uri.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(uri.Uri),
        _ => null,
    };

    private static string Arguments(FunctionCallContent call) => call.Arguments is null
        ? "{}"
        : JsonSerializer.Serialize(call.Arguments, Compact.GetTypeInfo(typeof(IDictionary<string, object?>)));

    private static string Text(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement element => element.GetRawText(),
        _ => JsonSerializer.Serialize(result, Compact.GetTypeInfo(typeof(object))),
    };
}
