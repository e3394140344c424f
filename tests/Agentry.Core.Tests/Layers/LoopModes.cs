using Microsoft.Extensions.AI;

namespace Agentry.Tests;

internal static class LoopModes
{
    /// <summary>Asks a client in a mode; streaming, the updates are put together.</summary>
    public static Task<ChatResponse> AskAsync(
        this RunMode mode, IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        mode == RunMode.Plain
            ? client.GetResponseAsync(messages, options, cancellationToken)
            : client.GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public static Task<ChatResponse> AskAsync(
        this RunMode mode, IChatClient client, string text, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        mode.AskAsync(client, [User(text)], options, cancellationToken);

    public static ChatMessage User(string text) => new(ChatRole.User, text);

    public static ChatOptions Tools(params AITool[] tools) => new() { Tools = tools };

    public static IEnumerable<string> Answers(this IEnumerable<ChatMessage> messages) =>
        messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.Result?.ToString() ?? "");
}
