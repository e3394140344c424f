namespace Agentry;

/// <summary>The one token of a run, with the first reason for which it was cancelled.</summary>
internal sealed class RunCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<IDisposable> _registrations = [];
    private RunReason? _cause;

    public RunCancellation() => Token = _source.Token;

    /// <summary>Can be asked for after the run is over, too: work that outlives it may still look.</summary>
    public CancellationToken Token { get; }

    /// <summary>Why the run must end; null while it may go on.</summary>
    public RunReason? Cause => Volatile.Read(ref _cause);

    public void Cancel(RunReason cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is not null)
            return;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run ended at the same moment.
        }
        catch (AggregateException)
        {
            // A callback of foreign code threw; the token is cancelled all the same.
        }
    }

    /// <summary>Cancels the run when a token is.</summary>
    public void Follow(Func<RunReason> cause, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registrations.Add(cancellationToken.Register(() => Cancel(cause())));
    }

    /// <summary>Cancels the run after a time.</summary>
    public void After(TimeSpan delay, TimeProvider time, RunReason cause) =>
        _registrations.Add(time.CreateTimer(_ => Cancel(cause), null, delay, Timeout.InfiniteTimeSpan));

    /// <summary>Disposes of what lasts as long as the run is at work.</summary>
    public void Own(IDisposable? part)
    {
        if (part is not null)
            _registrations.Add(part);
    }

    public void Dispose()
    {
        foreach (IDisposable registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }
}
