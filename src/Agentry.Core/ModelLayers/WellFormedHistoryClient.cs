using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Sends no tool result without its call and no call without its result. Histories of our own loop are well-formed as they are built.</summary>
internal sealed class WellFormedHistoryClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerClient.GetResponseAsync(WellFormed(messages, options), options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerClient.GetStreamingResponseAsync(WellFormed(messages, options), options, cancellationToken);

    private static IEnumerable<ChatMessage> WellFormed(IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        messages is MessageSnapshot
            ? messages
            : HistoryRepair.Repair([.. messages], ModelCallContext.From(options)?.Run.RecordedAnswer);
}
