namespace Agentry;

/// <summary>Ends suspended runs. Nobody owns one: whoever cancels it becomes its owner for its last events.</summary>
internal sealed class SuspendedRuns(AgentryRuntime runtime)
{
    private readonly RunReader _reader = new(runtime);

    /// <summary>Cancels a run that is at work here or suspended; any other run has an owner elsewhere, who finds the signal.</summary>
    public async ValueTask CancelAsync(RunKey key, string actor, RunReason reason, CancellationToken cancellationToken)
    {
        var cancellation = new RunCancellation();
        while (!runtime.Active.TryEnter(key, cancellation))
        {
            if (runtime.Active.Find(key) is not { } active)
                continue;

            // If it is just being suspended, its worker looks into the mailbox once more after that.
            active.Cancellation.Cancel(reason);
            return;
        }

        IReadOnlyList<RunId> children;
        try
        {
            children = await EndAsync(key, actor, reason, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            runtime.Active.Leave(key);
            cancellation.Dispose();
        }

        await CancelChildrenAsync(key.Tenant, children, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels suspended children whose parent is over.</summary>
    public async ValueTask CancelChildrenAsync(string tenant, IReadOnlyList<RunId> children, CancellationToken cancellationToken)
    {
        foreach (RunId child in children)
            await CancelAsync(new RunKey(tenant, child), Actors.Agentry, RunExecution.ParentReason, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<RunId>> EndAsync(RunKey key, string actor, RunReason reason, CancellationToken cancellationToken)
    {
        RunStore store = runtime.Store;
        if ((await store.GetAsync(key, cancellationToken).ConfigureAwait(false))?.Status.IsSuspended() != true
            || await store.AcquireAsync(key, runtime.Lease, cancellationToken).ConfigureAwait(false) is not { Outcome: AcquireOutcome.Acquired, Epoch: var epoch })
        {
            return [];
        }

        RunLog log = runtime.NewLog(key, null);
        log.Load(await _reader.ReadStoredAsync(key, cancellationToken).ConfigureAwait(false), epoch);
        if (!log.State.Status.IsSuspended())
            return [];
        await RunCloser.AnswerCancelSignalsAsync(store, log).ConfigureAwait(false);
        IReadOnlyList<RunId> children = RunCloser.Close(log, new RunOutcome { Status = RunStatus.Cancelled, Reason = reason }, "");
        await log.FlushAsync().ConfigureAwait(false);
        return children;
    }
}
