using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Gives an attempt up after its time, whether or not the client listens to its token.</summary>
/// <remarks>Streaming, the time runs while the model is waited for, and not while the reader works on an update.</remarks>
internal sealed class AttemptTimeoutClient(IChatClient inner, TimeSpan timeout, TimeProvider time) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var timer = new CallTimer(timeout, time, cancellationToken);
        Task<ChatResponse> work = InnerClient.GetResponseAsync(messages, options, timer.Token);
        try
        {
            return await work.WaitAsync(timer.Token).ConfigureAwait(false);
        }
        catch (Exception) when (timer.IsUp)
        {
            throw new ModelTimeoutException(timeout, isTotal: false);
        }
        finally
        {
            Observe(work);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var timer = new CallTimer(timeout, time, cancellationToken);
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
                    throw new ModelTimeoutException(timeout, isTotal: false);
                }

                timer.Restart(null);
                yield return stream.Current;
                timer.Restart(timeout);
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
