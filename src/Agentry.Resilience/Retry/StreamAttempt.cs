using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// A stream that has shown its first content, or is over. Until then nothing is passed on, so that an attempt that fails leaves no trace
/// in what its successor streams.
/// </summary>
internal sealed class StreamAttempt : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ChatResponseUpdate> _stream;
    private readonly Queue<ChatResponseUpdate> _held = new();
    private bool _over;

    private StreamAttempt(IAsyncEnumerator<ChatResponseUpdate> stream) => _stream = stream;

    public ChatResponseUpdate Current { get; private set; } = null!;

    public static async ValueTask<StreamAttempt> OpenAsync(
        IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var attempt = new StreamAttempt(client.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken));
        try
        {
            while (!attempt._over)
            {
                if (!await attempt._stream.MoveNextAsync().ConfigureAwait(false))
                {
                    attempt._over = true;
                    break;
                }

                attempt._held.Enqueue(attempt._stream.Current);
                if (ReplyContent.IsIn(attempt._stream.Current))
                    break;
            }

            return attempt;
        }
        catch
        {
            await attempt.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        if (_held.TryDequeue(out ChatResponseUpdate? held))
        {
            Current = held;
            return true;
        }

        if (_over || !await _stream.MoveNextAsync().ConfigureAwait(false))
            return false;
        Current = _stream.Current;
        return true;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
