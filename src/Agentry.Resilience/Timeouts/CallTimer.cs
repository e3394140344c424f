namespace Agentry;

/// <summary>A token that is cancelled with the caller's, or when time is up; and which of the two it was.</summary>
internal sealed class CallTimer : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _follow;
    private readonly CancellationToken _caller;

    public CallTimer(TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _source = new CancellationTokenSource(timeout, time);
        _follow = caller.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>True when time is up and the caller has not cancelled.</summary>
    public bool IsUp => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Starts the time again; without one it stands still.</summary>
    public void Restart(TimeSpan? timeout) => _source.CancelAfter(timeout ?? Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _follow.Dispose();
        _source.Dispose();
    }
}
