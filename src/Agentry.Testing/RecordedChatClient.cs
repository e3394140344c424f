using Microsoft.Extensions.AI;

namespace Agentry.Testing;

/// <summary>A model that plays back the assistant messages of a recorded conversation, one at each call.</summary>
public sealed class RecordedChatClient : DelegatingChatClient
{
    /// <summary>Plays back recorded assistant messages, in order.</summary>
    /// <param name="recordedReplies">The messages. A <see cref="UsageContent"/> in one becomes the token counts of its reply.</param>
    public RecordedChatClient(IEnumerable<ChatMessage> recordedReplies)
        : base(new ScriptedChatClient([.. recordedReplies.Select(ToReply)]))
    {
    }

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<ModelRequest> Requests => ((ScriptedChatClient)InnerClient).Requests;

    private static ModelReply ToReply(ChatMessage message)
    {
        ModelReply reply = ModelReply.Of(
            [.. message.Contents.Where(c => c is not UsageContent)],
            message.Contents.Any(c => c is FunctionCallContent) ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop);
        return message.Contents.OfType<UsageContent>().FirstOrDefault()?.Details is { } usage
            ? reply.WithUsage(usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0)
            : reply;
    }
}
