using Microsoft.Extensions.Hosting;

namespace Agentry;

/// <summary>
/// The part of a started host that looks after runs: goes on with those that need a worker, prunes old ones, and hands its own back when the
/// host stops.
/// </summary>
internal sealed class RecoveryService(AgentryRuntime runtime, AgentCatalog agents) : BackgroundService
{
    private static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(1);

    private readonly RunRecovery _recovery = new(runtime, agents);
    private readonly Dictionary<RunKey, Task> _working = [];

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (!runtime.Store.IsDurable)
            return;
        ActiveRuns.ActiveRun[] runs = [.. runtime.Active.All.Where(r => r.IsResumable)];
        foreach (ActiveRuns.ActiveRun run in runs)
            run.Cancellation.Cancel(RunExecution.StoppingReason);
        await Task.WhenAll(runs.Select(r => r.Over.Task)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!runtime.Durability.Recover && runtime.Durability.Retention is null)
            return;
        await Task.Yield();
        long pruned = 0;
        using var timer = new PeriodicTimer(runtime.Durability.PollEvery, runtime.Time);
        try
        {
            do
            {
                if (runtime.Durability.Recover)
                    await RecoverAsync(stoppingToken).ConfigureAwait(false);
                if (runtime.Durability.Retention is { } retention && (pruned == 0 || runtime.Time.GetElapsedTime(pruned) >= PruneEvery))
                {
                    pruned = runtime.Time.GetTimestamp();
                    await PruneAsync(retention, stoppingToken).ConfigureAwait(false);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async ValueTask RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (RunKey over in _working.Where(w => w.Value.IsCompleted).Select(w => w.Key).ToArray())
            _working.Remove(over);
        int free = runtime.Durability.MaxConcurrentRecoveries - _working.Count;
        if (free <= 0)
            return;
        try
        {
            // The work is not cancelled with the polling: its run is handed back like any other.
            foreach (ClaimedRun claim in await _recovery.ClaimAsync(free, cancellationToken).ConfigureAwait(false))
                _working[claim.Summary.Run] = Task.Run(() => _recovery.WorkAsync(claim, CancellationToken.None), CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            runtime.Logger.RecoveryFailed(e);
        }
    }

    private async ValueTask PruneAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        DateTimeOffset before = runtime.Time.GetUtcNow() - retention;
        try
        {
            int count = await RunPruning.PruneAsync(runtime.Store, new RunPrune { EndedBefore = before }, cancellationToken).ConfigureAwait(false);
            if (count > 0)
                runtime.Logger.RunsPruned(count, before);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            runtime.Logger.RecoveryFailed(e);
        }
    }
}
