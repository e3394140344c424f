using System.Runtime.CompilerServices;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>Answers when the test opens the gate.</summary>
internal sealed class GatedModel(SemaphoreSlim gate) : DelegatingChatClient(new ScriptedChatClient(ModelReply.Text("Here.")))
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            yield return update;
    }
}
