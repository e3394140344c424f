namespace Agentry;

/// <summary>
/// Keeps the leases of the runs at work in this process, and brings them the signals that others sent. Ticks only while there are any.
/// </summary>
internal sealed class ActiveRunLeases(AgentryRuntime runtime) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _renewedAt;
    private bool _ticking;
    private bool _busy;
    private bool _disposed;

    internal static RunReason LostReason { get; } = new(RunReasonCodes.LeaseLost, "Another worker owns the run now.");

    /// <summary>A run began: see to it that the timer runs.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _ticking))
            return;
        lock (_lock)
        {
            if (_ticking || _disposed)
                return;
            _ticking = true;
            _renewedAt = runtime.Time.GetTimestamp();
            TimeSpan interval = Interval;
            if (_timer is null)
                _timer = CreateTimer(interval);
            else
                _timer.Change(interval, interval);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private TimeSpan Interval => runtime.Durability.RenewInterval < runtime.Durability.PollEvery
        ? runtime.Durability.RenewInterval
        : runtime.Durability.PollEvery;

    private ITimer CreateTimer(TimeSpan interval)
    {
        // The flow of ambient values would tie the first run's to every tick.
        bool restore = !ExecutionContext.IsFlowSuppressed();
        if (restore)
            ExecutionContext.SuppressFlow();
        try
        {
            return runtime.Time.CreateTimer(static s => _ = ((ActiveRunLeases)s!).TickAsync(), this, interval, interval);
        }
        finally
        {
            if (restore)
                ExecutionContext.RestoreFlow();
        }
    }

    private async Task TickAsync()
    {
        lock (_lock)
        {
            if (_busy || _disposed)
                return;
            if (runtime.Active.IsEmpty)
            {
                _ticking = false;
                _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }

            _busy = true;
        }

        try
        {
            if (runtime.Time.GetElapsedTime(_renewedAt) >= runtime.Durability.RenewInterval - TimeSpan.FromMilliseconds(1))
                await RenewAsync().ConfigureAwait(false);
            await DeliverAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The leases run out by themselves; the next tick tries again.
            runtime.Logger.LeasesNotRenewed(e, runtime.Owner);
        }
        finally
        {
            lock (_lock)
                _busy = false;
        }
    }

    private async ValueTask RenewAsync()
    {
        ActiveRuns.ActiveRun[] runs = [.. runtime.Active.All.Where(r => r.Log is { IsCreated: true })];
        if (runs.Length == 0)
            return;
        long begun = runtime.Time.GetTimestamp();
        IReadOnlyList<RunKey> lost = await runtime.Store.RenewAsync(
            [.. runs.Select(r => r.Log!.Lease)], runtime.Durability.LeaseDuration, CancellationToken.None).ConfigureAwait(false);
        _renewedAt = begun;
        foreach (ActiveRuns.ActiveRun run in runs)
        {
            if (!lost.Contains(run.Log!.Run))
            {
                run.Log.Extend(begun);
            }
            else if (runtime.Active.Find(run.Log.Run) == run && !run.Log.State.Status.IsTerminal() && !run.Log.State.Status.IsSuspended())
            {
                runtime.Logger.LeaseLost(run.Log.Run.RunId.Value, runtime.Owner);
                run.Cancellation.Cancel(LostReason);
            }
        }
    }

    private async ValueTask DeliverAsync()
    {
        foreach (RunKey key in await runtime.Store.ListSignalledAsync(runtime.Owner, CancellationToken.None).ConfigureAwait(false))
        {
            if (runtime.Active.Find(key) is not { } active)
                continue;
            IReadOnlyList<RunSignal> signals = await runtime.Store.ReadSignalsAsync(key, CancellationToken.None).ConfigureAwait(false);
            if (signals.Any(s => s.Kind == RunSignal.Cancel))
                active.Cancellation.Cancel(RunExecution.CancelReason);
        }
    }
}
