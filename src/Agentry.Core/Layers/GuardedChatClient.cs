using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The guarded model pipeline as a plain client: every stage in its order, the same for both methods.</summary>
/// <remarks>
/// <para>Thread-safe. Under a foreign loop begin a <see cref="RunScope"/> around each request; without one every call is logged as a run of its own.</para>
/// <para>The exceptions of the client below come through untouched. Its own are <see cref="AgentryException"/>s: a limit of the scope, a scope that is
/// over, a call that took too long. Streaming, text comes as it comes; tool calls, and what follows them, come when the reply is complete.</para>
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
        RunScope? outer = RunScope.Current;
        RunScope scope = outer ?? RunScope.Implicit(_pipeline);
        await using ((outer is null ? scope : NoScope).ConfigureAwait(false))
        {
            using ScopedModelCall call = scope.Models.Begin(messages, options, isStreaming: false, cancellationToken);
            return await call.SendAsync(_chain).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ScopedStreamAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RunScope? outer = RunScope.Current;
        RunScope scope = outer ?? RunScope.Implicit(_pipeline);
        await using ((outer is null ? scope : NoScope).ConfigureAwait(false))
        {
            using ScopedModelCall call = scope.Models.Begin(messages, options, isStreaming: true, cancellationToken);
            List<ChatResponseUpdate> held = [];
            try
            {
                while (await call.ReadAsync(_chain).ConfigureAwait(false) is { } update)
                {
                    if (held.Count > 0 || update.Contents.Any(c => c is FunctionCallContent { InformationalOnly: false }))
                        held.Add(update);
                    else
                        yield return update;
                }

                // A loop may act on a call as soon as it sees it, so it sees none before the whole reply is there and in the log.
                await call.ReplyAsync().ConfigureAwait(false);
                foreach (ChatResponseUpdate update in held)
                    yield return update;
            }
            finally
            {
                await call.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>The host's own scope, which is not ours to end.</summary>
    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => default;
    }
}
