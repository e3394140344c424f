using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Agentry.Samples;

/// <summary>OpenAI's chat completions as an <see cref="IChatClient"/>. Thread-safe.</summary>
/// <remarks>Tool calls of a stream are passed on when the stream says why it ended: those of a stream that was cut are not.</remarks>
public sealed class OpenAIChatClient : IChatClient
{
    private static readonly Uri DefaultEndpoint = new("https://api.openai.com/v1");

    private readonly OpenAIClient _sdk;
    private readonly ChatClient _chat;
    private readonly string _model;
    private readonly ChatClientMetadata _metadata;

    /// <summary>Wraps the SDK's client.</summary>
    /// <param name="sdk">The client, with its own retries off: see <see cref="Create"/>.</param>
    /// <param name="model">The model to ask for unless the options of a call name another.</param>
    /// <param name="endpoint">Where the service is, as told to others; null for OpenAI's.</param>
    public OpenAIChatClient(OpenAIClient sdk, string model, Uri? endpoint = null)
    {
        _sdk = sdk;
        _model = model;
        _metadata = new ChatClientMetadata("openai", endpoint ?? DefaultEndpoint, model);
        _chat = sdk.GetChatClient(model);
    }

    /// <summary>Makes a client that does not retry by itself: by default the SDK sends a failed request four times, without a pause.</summary>
    /// <param name="apiKey">The key.</param>
    /// <param name="model">The model.</param>
    /// <param name="endpoint">Where the service is; null for OpenAI's.</param>
    public static OpenAIChatClient Create(string apiKey, string model, Uri? endpoint = null)
    {
        var options = new OpenAIClientOptions { RetryPolicy = new ClientRetryPolicy(maxRetries: 0) };
        if (endpoint is not null)
            options.Endpoint = endpoint;
        return new OpenAIChatClient(new OpenAIClient(new ApiKeyCredential(apiKey), options), model, endpoint);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ClientResult<ChatCompletion> result = await For(options)
            .CompleteChatAsync(OpenAIRequest.Messages(messages, options), OpenAIRequest.Options(options), cancellationToken);
        return OpenAIReply.Read(result.Value);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stream = new OpenAIStream();
        await foreach (StreamingChatCompletionUpdate update in For(options)
            .CompleteChatStreamingAsync(OpenAIRequest.Messages(messages, options), OpenAIRequest.Options(options), cancellationToken)
            .WithCancellation(cancellationToken))
        {
            yield return stream.Read(update);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(ChatClientMetadata))
            return _metadata;
        return serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_sdk) ? _sdk
            : serviceType.IsInstanceOfType(_chat) ? _chat : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The SDK's client belongs to whoever made it and holds nothing that has to be given back.
    }

    private ChatClient For(ChatOptions? options) =>
        options?.ModelId is { } other && other != _model ? _sdk.GetChatClient(other) : _chat;
}
