using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Agentry;

/// <summary>The way from a run to the reader of its stream. A slow reader slows the run; one that went away holds nothing up.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle; it goes with the run.")]
internal sealed class RunUpdates
{
    /// <summary>Updates that a reader may lag behind before the run waits for it.</summary>
    private const int Capacity = 64;

    private readonly Channel<RunUpdate>? _channel;
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _run;

    private RunUpdates(bool hasReader) => _channel = hasReader
        ? Channel.CreateBounded<RunUpdate>(new BoundedChannelOptions(Capacity) { SingleReader = true })
        : null;

    /// <summary>Nobody reads.</summary>
    public static RunUpdates None { get; } = new(hasReader: false);

    public bool HasReader => _channel is not null;

    public ChannelReader<RunUpdate> Reader => _channel!.Reader;

    public static RunUpdates ForReader() => new(hasReader: true);

    public ValueTask WriteAsync(RunUpdate update) =>
        _channel is null || _channel.Writer.TryWrite(update) ? default : WaitAsync(_channel, update);

    /// <summary>A run that must end does not wait for its reader any longer; updates for which there is no room are dropped then.</summary>
    public void StopWaitingWith(CancellationToken run)
    {
        if (_channel is not null)
            _run = run;
    }

    public void Complete() => _channel?.Writer.TryComplete();

    /// <summary>The reader went away: nothing waits for it any more.</summary>
    public void Abandon()
    {
        _gone.Cancel();
        Complete();
    }

    private async ValueTask WaitAsync(Channel<RunUpdate> channel, RunUpdate update)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token, _run);
        try
        {
            await channel.Writer.WriteAsync(update, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The reader went away; the log has everything that matters.
        }
    }
}
