namespace Agentry;

/// <summary>Reads from logs what runs came to.</summary>
internal sealed class SpendReader(RunStore store, RunReader reader)
{
    public async ValueTask<RunSpend> ReadAsync(RunKey run, CancellationToken cancellationToken)
    {
        RunStarted? started = null;
        var status = RunStatus.Running;
        List<SpendStep> steps = [];
        List<LatencyBreached> late = [];
        await foreach ((RunLogEntry entry, _) in reader.EntriesAsync(run, 1, cancellationToken).ConfigureAwait(false))
        {
            switch (entry.Event)
            {
                case RunStarted opened:
                    started = opened;
                    break;
                case SpendSettled settled:
                    steps.Add(Step(settled));
                    break;
                case LatencyBreached breach:
                    late.Add(breach);
                    break;
                case RunSuspended:
                    status = RunStatus.Suspended;
                    break;
                case RunResumed:
                    status = RunStatus.Running;
                    break;
                case RunEnded ended:
                    status = ended.Status;
                    break;
            }
        }

        if (started is null)
            throw new AgentryException($"There is no run {run}.", FailureClass.InvalidRequest, run.RunId);
        List<RunSpend> children = [];
        var query = new RunQuery { Tenant = run.Tenant, ParentRun = run.RunId.Value, Take = int.MaxValue };
        foreach (RunSummary child in (await store.ListAsync(query, cancellationToken).ConfigureAwait(false)).Reverse())
            children.Add(await ReadAsync(child.Run, cancellationToken).ConfigureAwait(false));
        return new RunSpend
        {
            Run = run.RunId,
            Agent = started.Agent,
            Subject = started.Caller.Subject,
            Status = status,
            Steps = steps,
            LatencyBreaches = late,
            Children = children,
        };
    }

    public async ValueTask<SpendReport> ReportAsync(RunQuery query, CancellationToken cancellationToken)
    {
        List<RunSpend> runs = [];
        foreach (RunSummary run in await store.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (run.ParentRun is null || query.ParentRun is not null)
                runs.Add(await ReadAsync(run.Run, cancellationToken).ConfigureAwait(false));
        }

        return new SpendReport { Runs = runs };
    }

    private static SpendStep Step(SpendSettled settled) => new()
    {
        Turn = settled.Turn,
        CallId = settled.CallId,
        Name = settled.Tool ?? settled.Model,
        Usage = settled.Usage,
        Cost = settled.Cost,
        Basis = settled.Basis,
        Reason = settled.Reason,
    };
}
