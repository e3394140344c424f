using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>
/// The tool loop of another framework, written from its observed behaviour and not from its source: it trusts what it is handed, keeps its
/// state in the caller's messages and tells the model little. Its harms are the reason for scopes, so tests prove them first.
/// </summary>
internal sealed class ForeignToolLoop(IChatClient inner) : DelegatingChatClient(inner)
{
    private const int MaxTurns = 40;

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(messages, options, streaming: false, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(messages, options, streaming: true, cancellationToken);

    private async IAsyncEnumerable<ChatResponseUpdate> RunAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, bool streaming, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ChatMessage> history = [.. messages];
        foreach (ChatMessage message in await ResumeAsync(history, options, cancellationToken))
            yield return new ChatResponseUpdate(message.Role, message.Contents) { MessageId = $"resumed-{history.Count}-{message.Role}" };

        bool mayAsk = options?.Tools?.Any(NeedsApproval) == true;
        for (int turn = 0; turn < MaxTurns; turn++)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (ChatResponseUpdate update in AskAsync(history, options, streaming, cancellationToken))
            {
                update.MessageId ??= $"reply-{turn}";
                updates.Add(update);
                if (!mayAsk)
                    yield return update;
            }

            List<FunctionCallContent> calls = [.. updates.SelectMany(u => u.Contents).OfType<FunctionCallContent>().Where(c => !c.InformationalOnly)];
            bool asks = calls.Exists(c => Find(options, c.Name) is { } tool && NeedsApproval(tool));
            foreach (ChatResponseUpdate update in mayAsk ? updates : [])
            {
                if (asks)
                    update.Contents = [.. update.Contents.Select(AsApproval)];
                yield return update;
            }

            if (asks || calls.Count == 0 || calls.Exists(c => Find(options, c.Name) is not null and not AIFunction))
                yield break;
            history.AddRange(updates.ToChatResponse().Messages);
            ChatMessage results = await InvokeAsync(calls, options, cancellationToken);
            history.Add(results);
            yield return new ChatResponseUpdate(ChatRole.Tool, results.Contents) { MessageId = $"results-{turn}" };
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> AskAsync(
        List<ChatMessage> history, ChatOptions? options, bool streaming, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (streaming)
        {
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(history, options, cancellationToken))
                yield return update;
            yield break;
        }

        ChatResponse response = await base.GetResponseAsync(history, options, cancellationToken);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
            yield return update;
    }

    /// <summary>Executes whatever approval it finds; whether anybody asked for it is not looked at.</summary>
    private static async Task<IReadOnlyList<ChatMessage>> ResumeAsync(
        List<ChatMessage> history, ChatOptions? options, CancellationToken cancellationToken)
    {
        List<AIContent> contents = [.. history.SelectMany(m => m.Contents)];
        ToolApprovalResponseContent[] responses = [.. contents.OfType<ToolApprovalResponseContent>().Where(r => IsFresh(r.ToolCall))];
        ToolApprovalRequestContent[] requests = [.. contents.OfType<ToolApprovalRequestContent>().Where(r => IsFresh(r.ToolCall))];
        if (requests.Any(q => !responses.Any(r => r.RequestId == q.RequestId)))
            throw new InvalidOperationException("An approval request has no response.");
        if (responses.Length == 0)
            return [];
        for (int i = history.Count - 1; i >= 0; i--)
        {
            List<AIContent> left = [.. history[i].Contents.Where(c => !responses.Contains(c) && !requests.Contains(c))];
            if (left.Count == history[i].Contents.Count)
                continue;
            if (left.Count == 0)
            {
                history.RemoveAt(i);
                continue;
            }

            ChatMessage copy = history[i].Clone();
            copy.Contents = left;
            history[i] = copy;
        }

        FunctionCallContent[] calls = [.. responses.Where(r => r.Approved).Select(r => r.ToolCall).Cast<FunctionCallContent>()];
        ChatMessage[] done = [new(ChatRole.Assistant, [.. calls]), await InvokeAsync(calls, options, cancellationToken)];
        foreach (ToolApprovalRequestContent request in requests)
            ((FunctionCallContent)request.ToolCall).InformationalOnly = true;
        history.AddRange(done);
        return done;
    }

    private static async Task<ChatMessage> InvokeAsync(
        IReadOnlyList<FunctionCallContent> calls, ChatOptions? options, CancellationToken cancellationToken)
    {
        List<AIContent> results = [];
        foreach (FunctionCallContent call in calls)
        {
            call.InformationalOnly = true;
            results.Add(new FunctionResultContent(call.CallId, await InvokeAsync(call, options, cancellationToken)));
        }

        return new ChatMessage(ChatRole.Tool, results);
    }

    private static async Task<object?> InvokeAsync(FunctionCallContent call, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (Find(options, call.Name) is not AIFunction function)
            return "Error: Requested function not found.";
        try
        {
            return await function.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return "Error: Function failed.";
        }
    }

    private static AIContent AsApproval(AIContent content) => content is FunctionCallContent { InformationalOnly: false } call
        ? new ToolApprovalRequestContent($"loop_{call.CallId}", call)
        : content;

    private static bool IsFresh(ToolCallContent call) => call is FunctionCallContent { InformationalOnly: false };

    private static bool NeedsApproval(AITool tool) => tool.GetService<ApprovalRequiredAIFunction>() is not null;

    private static AITool? Find(ChatOptions? options, string name) => options?.Tools?.FirstOrDefault(t => t.Name == name);
}
