using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>
/// A model whose provider is down. The client behind it tells its name and is never asked: every other request is answered with HTTP 503, and
/// the one after it breaks off: a stream after a few words, without saying why it ended, a whole answer before it is complete.
/// </summary>
internal sealed class OutageChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private const string HalfASentence = "One moment, I am look";

    private int _requests;

    private bool IsUnavailable => Interlocked.Increment(ref _requests) % 2 == 1;

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromException<ChatResponse>(IsUnavailable ? Unavailable() : BrokenOff());

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (IsUnavailable)
            throw Unavailable();
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, HalfASentence);
    }

    private static HttpRequestException Unavailable() => new("Service Unavailable", inner: null, HttpStatusCode.ServiceUnavailable);

    private static HttpRequestException BrokenOff() => new(HttpRequestError.ResponseEnded, "The response ended prematurely.");
}
