using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Gives an attempt up after its time, whether or not the client listens to its token.</summary>
/// <remarks>
/// While another attempt or another model may come after it, an attempt has no more than its share of what the call has left. Streaming, the time runs while the model is waited for, and not while
/// the reader works on an update; the share holds until the first content, because then nothing comes after it.
/// </remarks>
internal sealed class AttemptTimeoutClient(IChatClient inner, TimeSpan timeout, TimeProvider time) : DelegatingChatClient(inner)
{
    /// <summary>What an attempt gets whose time is up as it begins.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        TimeSpan allowed = Allowed(ResilientCall.From(options)?.Share(time));
        using var timer = new CallTimer(allowed, time, cancellationToken);
        Task<ChatResponse> work = InnerClient.GetResponseAsync(messages, options, timer.Token);
        try
        {
            return await work.WaitAsync(timer.Token).ConfigureAwait(false);
        }
        catch (Exception) when (timer.IsUp)
        {
            throw new ModelTimeoutException(allowed, isTotal: false);
        }
        finally
        {
            Observe(work);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        TimeSpan? share = ResilientCall.From(options)?.Share(time);
        long start = time.GetTimestamp();
        TimeSpan allowed = Allowed(share);
        using var timer = new CallTimer(allowed, time, cancellationToken);
        IAsyncEnumerator<ChatResponseUpdate> stream =
            InnerClient.GetStreamingResponseAsync(messages, options, timer.Token).GetAsyncEnumerator(timer.Token);
        Task<bool>? pending = null;
        try
        {
            while (true)
            {
                try
                {
                    pending = stream.MoveNextAsync().AsTask();
                    if (!await pending.WaitAsync(timer.Token).ConfigureAwait(false))
                        break;
                }
                catch (Exception) when (timer.IsUp)
                {
                    throw new ModelTimeoutException(allowed, isTotal: false);
                }

                timer.Restart(null);
                if (share is not null && ReplyContent.IsIn(stream.Current))
                    share = null;
                yield return stream.Current;
                allowed = Allowed(share - time.GetElapsedTime(start));
                timer.Restart(allowed);
            }
        }
        finally
        {
            if (pending is null || pending.IsCompleted)
                await stream.DisposeAsync().ConfigureAwait(false);
            else
                _ = CloseLaterAsync(stream, pending);
        }
    }

    private TimeSpan Allowed(TimeSpan? share) => share is { } part && part < timeout ? (part > Shortest ? part : Shortest) : timeout;

    /// <summary>The client is still at work on what nobody waits for any more, and may never come back.</summary>
    private static async Task CloseLaterAsync(IAsyncEnumerator<ChatResponseUpdate> stream, Task<bool> pending)
    {
        await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Nobody is left to hear of it.
        }
    }

    /// <summary>What nobody waits for may fail; that is not for the process's handler of unobserved failures.</summary>
    private static void Observe(Task work)
    {
        if (!work.IsCompletedSuccessfully)
        {
            _ = work.ContinueWith(
                static t => t.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
