using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// Checks what the model says, streamed or not. Under a foreign loop it checks the user's messages and the tools' results too; in a run of an
/// agent those were checked where they came in.
/// </summary>
internal sealed class GuardrailChatClient(IChatClient inner, Guard guard) : DelegatingChatClient(inner)
{
    private readonly RequestGuard _requests = new(guard);
    private readonly ReplyGuard _replies = new(guard);
    private readonly Spotlight _spotlight = new(guard.Options.Spotlighting);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        RunContext run = CallOf(options).Run;
        RequestDecision request = await PrepareAsync(run, messages, options, cancellationToken).ConfigureAwait(false);
        if (!request.Passes)
            return GuardedReply.ToRequest(run, request.Findings);
        ChatResponse response = await InnerClient.GetResponseAsync(request.Messages, options, cancellationToken).ConfigureAwait(false);
        return await _replies.CheckAsync(run, response, request.Findings, cancellationToken).ConfigureAwait(false);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ModelCallContext call = CallOf(options);
        RequestDecision request = await PrepareAsync(call.Run, messages, options, cancellationToken).ConfigureAwait(false);
        if (!request.Passes)
        {
            foreach (ChatResponseUpdate update in GuardedReply.ToRequest(call.Run, request.Findings).ToChatResponseUpdates())
                yield return update;
            yield break;
        }

        IAsyncEnumerable<ChatResponseUpdate> stream = InnerClient.GetStreamingResponseAsync(request.Messages, options, cancellationToken);
        IAsyncEnumerable<ChatResponseUpdate> guarded = guard.StreamsOutput
            ? PassAsync(call, stream, request.Findings)
            : HoldAsync(call, stream, request.Findings, cancellationToken);
        await foreach (ChatResponseUpdate update in guarded.ConfigureAwait(false))
            yield return update;
    }

    private async ValueTask<RequestDecision> PrepareAsync(
        RunContext run, IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        GuardrailRun state = GuardrailRun.Of(run);
        state.SeeTools(options?.Tools);
        IReadOnlyList<ChatMessage> list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        RequestDecision request = state.IsAgentRun
            ? new RequestDecision(true, list, [])
            : await _requests.CheckAsync(run, list, cancellationToken).ConfigureAwait(false);
        return request with { Messages = _spotlight.Apply(state, request.Messages, options?.Tools is { Count: > 0 }) };
    }

    /// <summary>Nothing can block: what is decided goes out at once.</summary>
    private async IAsyncEnumerable<ChatResponseUpdate> PassAsync(
        ModelCallContext call, IAsyncEnumerable<ChatResponseUpdate> stream, IReadOnlyList<GuardrailFinding> findings)
    {
        var reply = new ReplyStream(guard, call.Run);
        List<ChatResponseUpdate> passing = [];
        int attempt = call.Restarts;
        await foreach (ChatResponseUpdate update in stream.ConfigureAwait(false))
        {
            if (attempt != call.Restarts)
            {
                attempt = call.Restarts;
                reply = new ReplyStream(guard, call.Run);
            }

            passing.Clear();
            reply.Take(update, passing);
            foreach (ChatResponseUpdate passed in passing)
                yield return passed;
        }

        passing.Clear();
        reply.End(findings, passing);
        foreach (ChatResponseUpdate passed in passing)
            yield return passed;
    }

    /// <summary>Something may block, and what was shown cannot be taken back: the reply waits until it is whole.</summary>
    private async IAsyncEnumerable<ChatResponseUpdate> HoldAsync(
        ModelCallContext call,
        IAsyncEnumerable<ChatResponseUpdate> stream,
        IReadOnlyList<GuardrailFinding> findings,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ChatResponseUpdate> updates = [];
        int attempt = call.Restarts;
        await foreach (ChatResponseUpdate update in stream.ConfigureAwait(false))
        {
            if (attempt != call.Restarts)
            {
                attempt = call.Restarts;
                updates.Clear();
            }

            updates.Add(update);
        }

        ChatResponse whole = updates.ToChatResponse();
        ChatResponse response = await _replies.CheckAsync(call.Run, whole, findings, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in ReferenceEquals(response, whole) ? [.. updates] : response.ToChatResponseUpdates())
            yield return update;
    }

    private static ModelCallContext CallOf(ChatOptions? options) =>
        ModelCallContext.From(options) ?? throw new InvalidOperationException("The guard stands in a model pipeline of Agentry and was called from outside it.");
}
