using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The guarded model pipeline as a plain client: every stage in its order, the same for both methods.</summary>
/// <remarks>
/// Thread-safe. Under a foreign loop begin a <see cref="RunScope"/> around each request; without one every call is logged as a run of its own.
/// </remarks>
public sealed class GuardedChatClient : DelegatingChatClient
{
    private static readonly IAsyncDisposable NoScope = new Nothing();

    private readonly AgentPipeline _pipeline;
    private readonly IChatClient _chain;

    /// <summary>Wraps a client.</summary>
    /// <param name="inner">The client of the provider, or whatever wraps it.</param>
    /// <param name="pipeline">The layers, of an agent or from <see cref="AgentPipeline.Create"/>.</param>
    public GuardedChatClient(IChatClient inner, AgentPipeline pipeline)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _pipeline = pipeline;
        _chain = pipeline.ComposeModel(inner);
    }

    /// <summary>Set for the client of an agent, whose model belongs to the host.</summary>
    internal bool LeaveInnerOpen { get; init; }

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return options is ModelCallOptions
            ? _chain.GetResponseAsync(messages, options, cancellationToken)
            : ScopedAsync([.. messages], options, cancellationToken);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return options is ModelCallOptions
            ? _chain.GetStreamingResponseAsync(messages, options, cancellationToken)
            : ScopedStreamAsync([.. messages], options, cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : _chain.GetService(serviceType!, serviceKey);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!LeaveInnerOpen)
            base.Dispose(disposing);
    }

    private async Task<ChatResponse> ScopedAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        RunScope? own = RunScope.Current is null ? RunScope.Implicit(_pipeline) : null;
        await using ((own ?? NoScope).ConfigureAwait(false))
        {
            RunScope scope = own ?? RunScope.Current!;
            int turn = scope.NextTurn();
            IReadOnlyList<ChatMessage> sent = HistoryRepair.Repair(messages, scope.Proposals.AnswerOf);
            var context = new ModelCallContext(scope.Context, turn, isStreaming: false);
            ChatResponse response = await _chain
                .GetResponseAsync(Snapshot(sent), new ModelCallOptions(options, context), cancellationToken).ConfigureAwait(false);
            await scope.RecordAsync(sent, response, turn).ConfigureAwait(false);
            return response;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ScopedStreamAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RunScope? own = RunScope.Current is null ? RunScope.Implicit(_pipeline) : null;
        await using ((own ?? NoScope).ConfigureAwait(false))
        {
            RunScope scope = own ?? RunScope.Current!;
            int turn = scope.NextTurn();
            IReadOnlyList<ChatMessage> sent = HistoryRepair.Repair(messages, scope.Proposals.AnswerOf);
            var context = new ModelCallContext(scope.Context, turn, isStreaming: true);
            List<ChatResponseUpdate> updates = [];
            bool complete = false;
            try
            {
                await foreach (ChatResponseUpdate update in _chain
                    .GetStreamingResponseAsync(Snapshot(sent), new ModelCallOptions(options, context), cancellationToken).ConfigureAwait(false))
                {
                    updates.Add(update);
                    yield return update;
                }

                complete = true;
            }
            finally
            {
                if (!complete)
                {
                    int length = updates.Sum(u => u.Text.Length);
                    scope.Context.Log.Append(
                        new ModelInterrupted { Turn = turn, TextLength = length, EstimatedUsage = new TokenUsage { Output = (length + 3) / 4 } },
                        Actors.Agentry);
                }
            }

            await scope.RecordAsync(sent, updates.ToChatResponse(), turn).ConfigureAwait(false);
        }
    }

    private static MessageSnapshot Snapshot(IReadOnlyList<ChatMessage> messages) => new([.. messages], messages.Count);

    /// <summary>The host's own scope, which is not ours to end.</summary>
    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => default;
    }
}
