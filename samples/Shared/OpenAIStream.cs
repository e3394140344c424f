using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Agentry.Samples;

/// <summary>Turns the SDK's updates into ours, and holds the pieces of tool calls until the stream says that it is complete.</summary>
internal sealed class OpenAIStream
{
    private readonly SortedDictionary<int, PartialCall> _calls = [];

    public ChatResponseUpdate Read(StreamingChatCompletionUpdate update)
    {
        var read = new ChatResponseUpdate
        {
            Role = ChatRole.Assistant,
            MessageId = update.CompletionId,
            ResponseId = update.CompletionId,
            ModelId = update.Model,
            CreatedAt = update.CreatedAt,
            RawRepresentation = update,
        };
        foreach (ChatMessageContentPart part in update.ContentUpdate)
        {
            if (part.Kind == ChatMessageContentPartKind.Text && part.Text.Length > 0)
                read.Contents.Add(new TextContent(part.Text));
        }

        if (update.RefusalUpdate is { Length: > 0 } refusal)
            read.Contents.Add(OpenAIReply.Refusal(refusal));
        foreach (StreamingChatToolCallUpdate piece in update.ToolCallUpdates)
            Collect(piece);
        if (update.FinishReason is { } finish)
        {
            read.FinishReason = OpenAIReply.Finish(finish);
            foreach (PartialCall call in _calls.Values)
                read.Contents.Add(OpenAIReply.Call(call.Id, call.Name, call.Arguments.ToString()));
            _calls.Clear();
        }

        if (OpenAIReply.Usage(update.Usage) is { } usage)
            read.Contents.Add(new UsageContent(usage));
        return read;
    }

    private void Collect(StreamingChatToolCallUpdate piece)
    {
        if (!_calls.TryGetValue(piece.Index, out PartialCall? call))
            _calls[piece.Index] = call = new PartialCall();
        call.Id = piece.ToolCallId ?? call.Id;
        call.Name = piece.FunctionName ?? call.Name;
        if (piece.FunctionArgumentsUpdate is { } arguments && !arguments.ToMemory().IsEmpty)
            call.Arguments.Append(arguments.ToString());
    }

    private sealed class PartialCall
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
