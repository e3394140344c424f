namespace Agentry;

/// <summary>A token that is cancelled with the run, or when the step has taken its time.</summary>
internal sealed class StepTimer : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _follow;

    public StepTimer(TimeSpan? duration, TimeProvider time, CancellationToken run)
    {
        _source = duration is { } limit ? new CancellationTokenSource(limit, time) : new CancellationTokenSource();
        _follow = run.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _follow.Dispose();
        _source.Dispose();
    }
}
