using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Fails at once while the model is down.</summary>
internal sealed class BreakerClient : DelegatingChatClient
{
    private readonly object _endpoint;
    private readonly string _name;
    private readonly string? _defaultModel;
    private readonly BreakerSettings _settings;
    private readonly ResilienceRuntime _runtime;

    private BreakerClient(IChatClient inner, ModelTarget target, BreakerSettings settings, ResilienceRuntime runtime)
        : base(inner)
    {
        // Clients of the same address are the same dependency; without an address only the same client is.
        ChatClientMetadata? metadata = target.Client.GetService<ChatClientMetadata>();
        _endpoint = metadata?.ProviderUri is { } uri ? (metadata.ProviderName, uri) : target.Client;
        _name = ModelName.Of(target);
        _defaultModel = metadata?.DefaultModelId;
        _settings = settings;
        _runtime = runtime;
    }

    public static IChatClient Wrap(IChatClient inner, ModelTarget target, BreakerOptions options, ResilienceRuntime runtime) =>
        options.Enabled ? new BreakerClient(inner, target, BreakerSettings.Of(options), runtime) : inner;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        BreakerPass pass = await EnterAsync(options).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable leaving = pass.ConfigureAwait(false);
        ChatResponse response;
        try
        {
            response = await InnerClient.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await pass.FailAsync(FailureClassifier.Describe(e, _runtime.Time)).ConfigureAwait(false);
            throw;
        }

        await pass.SucceedAsync().ConfigureAwait(false);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BreakerPass pass = await EnterAsync(options).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable leaving = pass.ConfigureAwait(false);
        IAsyncEnumerator<ChatResponseUpdate> stream =
            InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable closing = stream.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await stream.MoveNextAsync().ConfigureAwait(false))
                    break;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                await pass.FailAsync(FailureClassifier.Describe(e, _runtime.Time)).ConfigureAwait(false);
                throw;
            }

            yield return stream.Current;
        }

        await pass.SucceedAsync().ConfigureAwait(false);
    }

    private ValueTask<BreakerPass> EnterAsync(ChatOptions? options)
    {
        string? model = options?.ModelId ?? _defaultModel;
        return _runtime.Breakers.Get((_endpoint, model), model ?? _name, _settings).EnterAsync(ModelCallContext.From(options)?.Run);
    }
}
