using System.Text;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Sends one request through the model pipeline, as a whole or as a stream, and never waits for a client that ignores its token.</summary>
internal sealed class ModelCall(IChatClient client, ModelCallContext context, ModelCallOptions options, StepTimer timer)
{
    private StringBuilder? _text;
    private List<ChatResponseUpdate> _updates = [];
    private int _attempt;

    /// <summary>The text streamed so far by the current attempt.</summary>
    public string Text => _attempt == context.Restarts ? _text?.ToString() ?? "" : "";

    public async ValueTask<ChatResponse> SendAsync(MessageSnapshot messages, CancellationToken cancellationToken)
    {
        if (context.IsStreaming)
            return await StreamAsync(messages, cancellationToken).ConfigureAwait(false);
        return await client.GetResponseAsync(messages, options, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The model's client returned null.");
    }

    /// <summary>What a call that was given up has used: as reported by then, or one token per four bytes of what came.</summary>
    public TokenUsage UsageSoFar()
    {
        var reported = new UsageDetails();
        foreach (UsageContent usage in _updates.SelectMany(u => u.Contents).OfType<UsageContent>())
            reported.Add(usage.Details);
        return new TokenUsage
        {
            Input = reported.InputTokenCount,
            Output = reported.OutputTokenCount ?? (Encoding.UTF8.GetByteCount(_text?.ToString() ?? "") + 3) / 4,
        };
    }

    private async ValueTask<ChatResponse> StreamAsync(MessageSnapshot messages, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<ChatResponseUpdate> stream =
            client.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        Task<bool>? pending = null;
        try
        {
            while (true)
            {
                ValueTask<bool> moved = stream.MoveNextAsync();
                if (!moved.IsCompletedSuccessfully)
                {
                    pending = moved.AsTask();
                    if (!await pending.WaitAsync(cancellationToken).ConfigureAwait(false))
                        break;
                }
                else if (!moved.Result)
                {
                    break;
                }

                if (_attempt != context.Restarts)
                {
                    _attempt = context.Restarts;
                    _updates = [];
                    _text?.Clear();
                }

                await TakeAsync(stream.Current).ConfigureAwait(false);
            }
        }
        finally
        {
            await CloseAsync(stream, pending).ConfigureAwait(false);
        }

        return _updates.ToChatResponse();
    }

    private ValueTask TakeAsync(ChatResponseUpdate update)
    {
        _updates.Add(update);
        timer.See(update);
        string text = update.Text;
        if (text.Length == 0)
            return default;
        (_text ??= new StringBuilder()).Append(text);
        return context.Run.HoldsText ? default : context.Run.Updates.WriteAsync(new TextUpdate(context.Turn, text));
    }

    private static async ValueTask CloseAsync(IAsyncEnumerator<ChatResponseUpdate> stream, Task<bool>? pending)
    {
        if (pending is null || pending.IsCompleted)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            return;
        }

        // The client is still inside MoveNextAsync and may never come back: close it when it does.
        _ = pending.ContinueWith(
            async (moved, s) =>
            {
                _ = moved.Exception;
                await ((IAsyncEnumerator<ChatResponseUpdate>)s!).DisposeAsync().ConfigureAwait(false);
            },
            stream,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }
}
