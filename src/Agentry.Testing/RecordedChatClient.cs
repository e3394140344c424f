using Microsoft.Extensions.AI;

namespace Agentry.Testing;

/// <summary>A model that plays back the assistant messages of a recorded conversation, one at each call.</summary>
public sealed class RecordedChatClient : DelegatingChatClient
{
    /// <summary>Plays back recorded assistant messages, in order.</summary>
    public RecordedChatClient(IEnumerable<ChatMessage> recordedReplies)
        : base(new ScriptedChatClient([.. recordedReplies.Select(ToReply)]))
    {
    }

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<ModelRequest> Requests => ((ScriptedChatClient)InnerClient).Requests;

    private static ModelReply ToReply(ChatMessage message) => ModelReply.Of(
        [.. message.Contents],
        message.Contents.Any(c => c is FunctionCallContent) ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop);
}
