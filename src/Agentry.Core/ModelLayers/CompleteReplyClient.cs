using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Fails a reply that is not one: a stream that ends without a finish reason was cut, although the SDKs end it normally, and a reply of nothing but errors is a failure.</summary>
/// <remarks>Innermost, so that retry and failover see the failure.</remarks>
internal sealed class CompleteReplyClient(IChatClient inner, bool requireFinishReason) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatResponse response = await InnerClient.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var errors = new ErrorsOnly();
        for (int i = 0; i < response?.Messages.Count; i++)
            errors.See(response.Messages[i].Contents);
        errors.ThrowIfSo();
        return response!;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        bool finished = !requireFinishReason;
        var errors = new ErrorsOnly();
        await foreach (ChatResponseUpdate update in InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            finished |= update.FinishReason is not null;
            errors.See(update.Contents);
            yield return update;
        }

        errors.ThrowIfSo();
        if (!finished)
            throw new ModelStreamCutException();
    }

    /// <summary>Whether a reply holds errors and no content. Beside content an error is a remark, which the client of a provider may make.</summary>
    private struct ErrorsOnly
    {
        private ErrorContent? _error;
        private bool _hasContent;

        public void See(IList<AIContent> contents)
        {
            for (int i = 0; i < contents.Count; i++)
            {
                if (contents[i] is ErrorContent error)
                    _error ??= error;
                _hasContent |= ReplyContent.Is(contents[i]);
            }
        }

        public readonly void ThrowIfSo()
        {
            if (_error is { } error && !_hasContent)
                throw new ModelErrorException(error.ErrorCode, FailureClassifier.Classify(error));
        }
    }
}
