using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using NativeFinishReason = OpenAI.Chat.ChatFinishReason;

namespace Agentry.Samples;

/// <summary>Turns the SDK's reply into a response.</summary>
internal static class OpenAIReply
{
    public static ChatResponse Read(ChatCompletion completion)
    {
        var message = new ChatMessage { Role = ChatRole.Assistant, MessageId = completion.Id, RawRepresentation = completion };
        foreach (ChatMessageContentPart part in completion.Content)
        {
            if (part.Kind == ChatMessageContentPartKind.Text)
                message.Contents.Add(new TextContent(part.Text));
        }

        if (completion.Refusal is { Length: > 0 } refusal)
            message.Contents.Add(Refusal(refusal));
        foreach (ChatToolCall call in completion.ToolCalls)
            message.Contents.Add(Call(call.Id, call.FunctionName, call.FunctionArguments.ToString()));
        return new ChatResponse(message)
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = Finish(completion.FinishReason),
            Usage = Usage(completion.Usage),
            RawRepresentation = completion,
        };
    }

    /// <summary>A call as the model wrote it; arguments that are not JSON become <see cref="FunctionCallContent.Exception"/>, and nobody runs them.</summary>
    public static FunctionCallContent Call(string id, string name, string arguments) => FunctionCallContent.CreateFromParsedArguments(
        arguments.Length == 0 ? "{}" : arguments,
        id,
        name,
        static json =>
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, object? (p) => p.Value.Clone(), StringComparer.Ordinal);
        });

    public static ErrorContent Refusal(string text) => new(text) { ErrorCode = "Refusal" };

    public static ChatFinishReason Finish(NativeFinishReason reason) => reason switch
    {
        NativeFinishReason.Length => ChatFinishReason.Length,
        NativeFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        NativeFinishReason.ToolCalls or NativeFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    public static UsageDetails? Usage(ChatTokenUsage? usage) => usage is null ? null : new UsageDetails
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };
}
