namespace Agentry;

/// <summary>Waits for news of one run. News that come before somebody waits are kept.</summary>
internal sealed class RunWatch(RunWatchers owner, RunKey run) : IDisposable
{
    private readonly SemaphoreSlim _news = new(0, 1);
    private volatile bool _isOver;

    public RunKey Run => run;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _news.WaitAsync(cancellationToken).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(_isOver, typeof(SqliteRunStore));
    }

    /// <summary>Called under the lock of the watchers, so that two never set it at once.</summary>
    public void Set()
    {
        if (_news.CurrentCount == 0)
            _news.Release();
    }

    public void End()
    {
        _isOver = true;
        Set();
    }

    public void Dispose()
    {
        owner.Close(this);
        _news.Dispose();
    }
}
