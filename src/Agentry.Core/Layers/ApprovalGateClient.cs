using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// Stands above another framework's tool loop and ties its <see cref="ToolApprovalRequestContent"/>s and <see cref="ToolApprovalResponseContent"/>s together: requests go out
/// under unguessable ids and into the run log, and a response reaches the loop only if it answers such a request, once, with exactly its call.
/// </summary>
/// <remarks>
/// Thread-safe. It works inside a <see cref="RunScope"/> that spans asking and answering; outside of one no response reaches the loop. In a scope with a gate the marker of
/// <see cref="ApprovalRequiredAIFunction"/> inside a <see cref="GuardedFunction"/> is shown to the loop, and an approved call runs where it would be refused with
/// <see cref="ToolRefusalCodes.CannotWait"/> otherwise.
/// </remarks>
public sealed class ApprovalGateClient : DelegatingChatClient
{
    /// <summary>Wraps a loop.</summary>
    /// <param name="inner">The tool loop, over a <see cref="GuardedChatClient"/>.</param>
    public ApprovalGateClient(IChatClient inner)
        : base(inner)
    {
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        RunScope? scope = Enter();
        ChatResponse response = await base.GetResponseAsync(Checked(messages, scope), options, cancellationToken).ConfigureAwait(false);
        foreach (ChatMessage message in response.Messages)
            message.Contents = Asked(message.Contents, scope, options);
        if (scope is not null)
            await scope.Context.Log.FlushAsync().ConfigureAwait(false);
        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        RunScope? scope = Enter();
        IAsyncEnumerable<ChatResponseUpdate> stream = base.GetStreamingResponseAsync(Checked(messages, scope), options, cancellationToken);

        // What is ambient is lost at each yield.
        await foreach (ChatResponseUpdate update in (scope?.Around(stream, cancellationToken) ?? stream).ConfigureAwait(false))
        {
            bool asks = update.Contents.Any(c => c is ToolApprovalRequestContent);
            if (asks)
                update.Contents = Asked(update.Contents, scope, options);
            if (asks && scope is not null)
                await scope.Context.Log.FlushAsync().ConfigureAwait(false);
            yield return update;
        }
    }

    private static RunScope? Enter()
    {
        RunScope? scope = RunScope.Current;
        if (scope is not null)
            scope.HasGate = true;
        return scope;
    }

    private static List<AIContent> Asked(IEnumerable<AIContent> contents, RunScope? scope, ChatOptions? options) =>
        Mapped(contents, c => c is ToolApprovalRequestContent request ? scope?.Approvals.Ask(request, ContractOf(request, options)) : c);

    private static List<ChatMessage> Checked(IEnumerable<ChatMessage> messages, RunScope? scope)
    {
        List<ChatMessage> passed = [];
        foreach (ChatMessage message in messages)
        {
            if (!message.Contents.Any(c => c is ToolApprovalRequestContent or ToolApprovalResponseContent))
            {
                passed.Add(message);
                continue;
            }

            ChatMessage copy = message.Clone();
            copy.Contents = Mapped(message.Contents, c => c switch
            {
                ToolApprovalRequestContent request => scope?.Approvals.Known(request),
                ToolApprovalResponseContent response => scope?.Approvals.Answer(response),
                _ => c,
            });
            if (copy.Contents.Count > 0)
                passed.Add(copy);
        }

        return passed;
    }

    private static List<AIContent> Mapped(IEnumerable<AIContent> contents, Func<AIContent, AIContent?> map) => [.. contents.Select(map).OfType<AIContent>()];

    private static ToolContract? ContractOf(ToolApprovalRequestContent request, ChatOptions? options) => request.ToolCall is FunctionCallContent call
        ? options?.Tools?.FirstOrDefault(t => t.Name == call.Name)?.GetService<GuardedFunction>()?.Contract
        : null;
}
