using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry.Benchmarks;

/// <summary>The least that works: asks, calls, asks again. The floor under every agent; the one growing list is passed as it is.</summary>
/// <param name="client">The model.</param>
/// <param name="tool">The one tool.</param>
/// <param name="copies">Whether each call gets a copy of the history of its own, as in most loops.</param>
internal sealed class BareLoop(IChatClient client, AIFunction tool, bool copies = false)
{
    private readonly ChatOptions _options = new() { Tools = [tool] };

    public async Task<string> RunAsync(string instructions, string text)
    {
        List<ChatMessage> messages = [new(ChatRole.System, instructions), new(ChatRole.User, text)];
        while (true)
        {
            ChatResponse response = await client.GetResponseAsync(copies ? [.. messages] : messages, _options);
            messages.AddRange(response.Messages);
            if (await CallAsync(response) is not { } results)
                return response.Text;
            messages.Add(new ChatMessage(ChatRole.Tool, results));
        }
    }

    public async IAsyncEnumerable<string> RunStreamingAsync(
        string instructions, string text, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> messages = [new(ChatRole.System, instructions), new(ChatRole.User, text)];
        while (true)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, _options, cancellationToken))
            {
                updates.Add(update);
                if (update.Text is { Length: > 0 } piece)
                    yield return piece;
            }

            ChatResponse response = updates.ToChatResponse();
            messages.AddRange(response.Messages);
            if (await CallAsync(response) is not { } results)
                yield break;
            messages.Add(new ChatMessage(ChatRole.Tool, results));
        }
    }

    private async ValueTask<List<AIContent>?> CallAsync(ChatResponse response)
    {
        List<AIContent>? results = null;
        foreach (ChatMessage message in response.Messages)
        {
            foreach (AIContent content in message.Contents)
            {
                if (content is FunctionCallContent call)
                    (results ??= []).Add(new FunctionResultContent(call.CallId, await tool.InvokeAsync(new AIFunctionArguments(call.Arguments))));
            }
        }

        return results;
    }
}
