using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A span and the metrics around each model call, retries and failover included. With no listener the call goes straight on.</summary>
internal sealed class ObservedChatClient : DelegatingChatClient
{
    private readonly AgentTelemetry _telemetry;
    private readonly ModelIdentity _model;

    private ObservedChatClient(IChatClient inner, AgentTelemetry telemetry, ModelIdentity model)
        : base(inner)
    {
        _telemetry = telemetry;
        _model = model;
    }

    /// <summary>Wraps a client, unless one below it tells of the same calls already.</summary>
    public static IChatClient Wrap(IChatClient inner, AgentTelemetry telemetry)
    {
        ModelIdentity model = telemetry.Introduce(ModelIdentity.Of(inner, telemetry.Options.ProviderName));
        bool traced = inner.GetService<ObservedChatClient>() is not null
            || (telemetry.Options.SkipTracedModels && inner.GetService<ActivitySource>() is not null);
        return traced ? inner : new ObservedChatClient(inner, telemetry, model);
    }

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _telemetry.ObservesChats
            ? ObservedAsync(messages, options, cancellationToken)
            : InnerClient.GetResponseAsync(messages, options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _telemetry.ObservesChats
            ? ObservedStreamAsync(messages, options, cancellationToken)
            : InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken);

    private async Task<ChatResponse> ObservedAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        using var call = new ChatOperation(_telemetry, _model, options, isStreaming: false, cancellationToken);
        try
        {
            ChatResponse response = await InnerClient.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            call.Answered(response);
            return response;
        }
        catch (Exception e)
        {
            call.Failed(e);
            throw;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ObservedStreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = new ChatOperation(_telemetry, _model, options, isStreaming: true, cancellationToken);
        IAsyncEnumerator<ChatResponseUpdate> stream = Open();
        await using (stream.ConfigureAwait(false))
        {
            while (await MoveAsync().ConfigureAwait(false))
            {
                call.Received(stream.Current);
                yield return stream.Current;
            }
        }

        call.StreamEnded();

        IAsyncEnumerator<ChatResponseUpdate> Open()
        {
            try
            {
                return InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            }
            catch (Exception e)
            {
                call.Failed(e);
                throw;
            }
        }

        // An async method of its own: the span that it makes current is current for the client below, and for nobody else.
        async ValueTask<bool> MoveAsync()
        {
            call.MakeCurrent();
            try
            {
                return await stream.MoveNextAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                call.Failed(e);
                throw;
            }
        }
    }
}
