using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A client that can be made to wait before it asks.</summary>
internal sealed class GateClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private int _waiting;

    public Task Hold { get; set; } = Task.CompletedTask;

    public int Waiting => Volatile.Read(ref _waiting);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await PassAsync();
        return await base.GetResponseAsync(messages, options, cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await PassAsync();
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            yield return update;
    }

    private async Task PassAsync()
    {
        if (Hold.IsCompleted)
            return;
        Interlocked.Increment(ref _waiting);
        await Hold;
        Interlocked.Decrement(ref _waiting);
    }
}
