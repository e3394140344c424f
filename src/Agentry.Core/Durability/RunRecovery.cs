namespace Agentry;

/// <summary>Goes on with runs that need a worker: interrupted ones, and suspended ones that a signal or their time wakes.</summary>
internal sealed class RunRecovery(AgentryRuntime runtime, AgentCatalog agents)
{
    private readonly RunReader _reader = new(runtime);
    private readonly SuspendedRuns _suspended = new(runtime);
    private long _askedAt;

    /// <summary>Claims what there is, at most so many runs.</summary>
    public async ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _askedAt, runtime.Time.GetTimestamp());
        return await runtime.Store.ClaimAsync(
            new RunClaim { Lease = runtime.Lease, Agents = agents.Names, Take = most }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Works on a claimed run until it is over, suspended or given back. Does not throw.</summary>
    public async Task WorkAsync(ClaimedRun claim, CancellationToken cancellationToken)
    {
        RunSummary summary = claim.Summary;
        try
        {
            if (await IsAtWorkAsync(claim).ConfigureAwait(false))
                return;
            if (summary.ParentRun is not null)
                await WorkOnChildAsync(claim, cancellationToken).ConfigureAwait(false);
            else if (claim.Claims > runtime.Durability.MaxRecoveries)
                await QuarantineAsync(claim, cancellationToken).ConfigureAwait(false);
            else
                await GoOnAsync(claim, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            TimeSpan delay = runtime.Durability.DelayAfter(claim.Claims);
            runtime.Logger.RunNotRecovered(e, summary.Agent, summary.Run.RunId.Value, delay);
            await ReleaseAsync(claim, delay).ConfigureAwait(false);
        }
    }

    private async ValueTask GoOnAsync(ClaimedRun claim, CancellationToken cancellationToken)
    {
        RunSummary summary = claim.Summary;
        runtime.Logger.RunRecovering(runtime.Owner, summary.Agent, summary.Run.RunId.Value, summary.Status, summary.UpdatedAt, claim.Claims);
        if (await agents.Get(summary.Agent).Door.RecoverAsync(claim, cancellationToken).ConfigureAwait(false) is null)
            await ReleaseAsync(claim, runtime.Durability.RecoveryDelay).ConfigureAwait(false);
    }

    /// <summary>
    /// A process that was paused, or could not reach the store, may find its own run among those that need a worker. It has one: the run goes on here,
    /// under the epoch of the claim.
    /// </summary>
    private async ValueTask<bool> IsAtWorkAsync(ClaimedRun claim) =>
        runtime.Active.Find(claim.Summary.Run)?.Log is { } log
        && await log.AdoptAsync(claim.Epoch, Volatile.Read(ref _askedAt)).ConfigureAwait(false);

    /// <summary>A child goes on inside its parent's call, so the parent is what must go on. Without one, nobody waits for it.</summary>
    private async ValueTask WorkOnChildAsync(ClaimedRun claim, CancellationToken cancellationToken)
    {
        RunSummary child = claim.Summary;
        var key = new RunKey(child.Run.Tenant, new RunId(child.ParentRun!));
        RunSummary? parent = await runtime.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (parent is null || parent.Status.IsTerminal())
        {
            await EndAsync(claim, cancellationToken).ConfigureAwait(false);
            return;
        }

        await ReleaseAsync(claim, runtime.Durability.DelayAfter(claim.Claims)).ConfigureAwait(false);
        if (parent.Status.IsSuspended() && await RootAsync(parent, cancellationToken).ConfigureAwait(false) is { } root)
            await agents.Get(root.Agent).ResumeAsync(root.Run.RunId, root.Run.Tenant, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The run at the top, if it is suspended and an agent of this host.</summary>
    private async ValueTask<RunSummary?> RootAsync(RunSummary run, CancellationToken cancellationToken)
    {
        while (run.ParentRun is { } above)
        {
            RunSummary? parent = await runtime.Store.GetAsync(new RunKey(run.Run.Tenant, new RunId(above)), cancellationToken).ConfigureAwait(false);
            if (parent is null)
                return null;
            run = parent;
        }

        return run.Status.IsSuspended() && agents.Names.Contains(run.Agent) ? run : null;
    }

    private async ValueTask EndAsync(ClaimedRun claim, CancellationToken cancellationToken)
    {
        RunLog log = await LoadAsync(claim, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RunId> children = RunCloser.Close(log, new RunOutcome { Status = RunStatus.Cancelled, Reason = RunExecution.ParentReason }, "");
        await log.FlushAsync().ConfigureAwait(false);
        await _suspended.CancelChildrenAsync(log.Run.Tenant, children, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask QuarantineAsync(ClaimedRun claim, CancellationToken cancellationToken)
    {
        RunSummary summary = claim.Summary;
        RunLog log = await LoadAsync(claim, cancellationToken).ConfigureAwait(false);
        var suspension = new Suspension
        {
            Kind = Suspension.Quarantine,
            Message = $"The run was taken over {claim.Claims - 1} times without any progress. Find out what stops it, then resume or cancel it.",
        };
        log.Append(new RunSuspended { Waiting = [suspension] }, Actors.Agentry);
        await log.FlushAsync().ConfigureAwait(false);
        runtime.Logger.RunQuarantined(summary.Agent, summary.Run.RunId.Value, claim.Claims - 1);
    }

    private async ValueTask<RunLog> LoadAsync(ClaimedRun claim, CancellationToken cancellationToken)
    {
        RunKey key = claim.Summary.Run;
        RunLog log = runtime.NewLog(key, null);
        log.Load(await _reader.ReadStoredAsync(key, cancellationToken).ConfigureAwait(false), claim.Epoch);
        return log;
    }

    private async ValueTask ReleaseAsync(ClaimedRun claim, TimeSpan retryAfter)
    {
        try
        {
            await runtime.Store.ReleaseAsync(
                new RunLease(claim.Summary.Run, runtime.Owner, claim.Epoch), retryAfter, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The lease runs out by itself.
            runtime.Logger.RecoveryFailed(e);
        }
    }
}
