using System.Threading.Channels;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>A <see cref="FakeClock"/> that tells when somebody begins to wait for a short time, and for how long. Longer ones are timeouts, periodic ones heartbeats.</summary>
internal sealed class WatchedClock(TimeSpan? longestWait = null) : TimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();
    private readonly TimeSpan _longest = longestWait ?? TimeSpan.FromMinutes(10);

    public FakeClock Inner { get; } = new();

    public override long TimestampFrequency => Inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Inner.GetUtcNow();

    public override long GetTimestamp() => Inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = Inner.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= _longest && period <= TimeSpan.Zero)
            _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The next wait, once its timer is armed.</summary>
    public Task<TimeSpan> NextWaitAsync() => _waits.Reader.ReadAsync().AsTask().Soon();

    /// <summary>Moves over the next wait.</summary>
    public async Task<TimeSpan> PassWaitAsync()
    {
        TimeSpan wait = await NextWaitAsync();
        Inner.Advance(wait);
        return wait;
    }

    /// <summary>Moves over every wait until the work is done.</summary>
    public async Task<List<TimeSpan>> PassWaitsAsync(Task work)
    {
        List<TimeSpan> waits = [];
        while (true)
        {
            Task<bool> next = _waits.Reader.WaitToReadAsync().AsTask();
            if (await Task.WhenAny(next, work).Soon() == work && !next.IsCompleted)
                return waits;
            while (_waits.Reader.TryRead(out TimeSpan wait))
            {
                waits.Add(wait);
                Inner.Advance(wait);
            }
        }
    }
}
