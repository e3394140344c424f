namespace Agentry;

/// <summary>Takes an open run through the run pipeline and records its end, whatever the end is.</summary>
internal sealed class RunExecution(AgentDefinition agent)
{
    private readonly SuspendedRuns _suspended = new(agent.Runtime);
    private readonly RunReader _reader = new(agent.Runtime);

    public async ValueTask<AgentRun> ExecuteAsync(RunContext run)
    {
        AgentRun result = await WorkAsync(run).ConfigureAwait(false);
        if (!result.Status.IsSuspended() || !await IsCancelledAsync(run).ConfigureAwait(false))
            return result;

        // A cancel that came while the run was being suspended found a worker that was no longer listening.
        await _suspended.CancelAsync(run.Log.Run, Actors.Agentry, CancelReason, CancellationToken.None).ConfigureAwait(false);
        return await _reader.ReadAsync(run.Log.Run, CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<AgentRun> WorkAsync(RunContext run)
    {
        try
        {
            RunOutcome outcome = await OutcomeAsync(run).ConfigureAwait(false);
            await EndAsync(run, outcome).ConfigureAwait(false);
            await TellAsync(run, outcome).ConfigureAwait(false);
            agent.Runtime.Logger.RunEnded(agent.Name, run.RunId.Value, outcome.Status);
            return AgentRunBuilder.Build(run.RunId, run.Log.State, outcome.Text, run.Loop.History.Own());
        }
        catch (OperationCanceledException) when (run.CancelReason is { Code: RunReasonCodes.LeaseLost })
        {
            // A child's own lease may still run: its parent is gone on with elsewhere, and must not wait for that.
            await LateOutcome.HandOverAsync(run).ConfigureAwait(false);
            await ReleaseAsync(run, TimeSpan.Zero).ConfigureAwait(false);
            throw new RunStoreException($"Run {run.Log.Run} belongs to another owner now; this one stops without writing.", FailureClass.Refused, run.RunId);
        }
        catch (OperationCanceledException) when (run.CancelReason is { Code: RunReasonCodes.HostStopping } reason)
        {
            return await HandBackAsync(run, reason).ConfigureAwait(false);
        }
        catch (RunStoreException)
        {
            if (run.Log.IsRefused)
                await LateOutcome.HandOverAsync(run).ConfigureAwait(false);
            await ReleaseAsync(run, agent.Runtime.Durability.RecoveryDelay).ConfigureAwait(false);
            throw;
        }
        finally
        {
            agent.Runtime.Active.Leave(run.Log.Run);
            run.Cancellation.Dispose();
        }
    }

    /// <summary>The host stops: what happened is written, and the run is free for the next worker at once.</summary>
    private async ValueTask<AgentRun> HandBackAsync(RunContext run, RunReason reason)
    {
        await run.Log.FlushAsync().ConfigureAwait(false);
        await ReleaseAsync(run, TimeSpan.Zero).ConfigureAwait(false);
        agent.Runtime.Logger.RunHandedBack(agent.Name, run.RunId.Value);
        return AgentRunBuilder.Build(run.RunId, run.Log.State, run.Loop.Text, run.Loop.History.Own(), reason);
    }

    /// <summary>If the store cannot be told, the lease runs out by itself.</summary>
    private async ValueTask ReleaseAsync(RunContext run, TimeSpan retryAfter)
    {
        try
        {
            await agent.Runtime.Store.ReleaseAsync(run.Log.Lease, retryAfter, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            agent.Runtime.Logger.LeasesNotRenewed(e, agent.Runtime.Owner);
        }
    }

    private async ValueTask<RunOutcome> OutcomeAsync(RunContext run)
    {
        try
        {
            // A run that is resumed may have been cancelled while it waited.
            if (run.Log.State.Sequence > 1 && await IsCancelledAsync(run).ConfigureAwait(false))
                run.Cancellation.Cancel(CancelReason);
            return await agent.Run(run, run.Cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (run.OutcomeOf(e) is { } outcome)
        {
            if (outcome.Status == RunStatus.Failed)
                agent.Runtime.Logger.RunLayerFailed(e, agent.Name, run.RunId.Value);
            return outcome;
        }
    }

    private static async ValueTask<bool> IsCancelledAsync(RunContext run) =>
        (await run.Pipeline.Runtime.Store.ReadSignalsAsync(run.Log.Run, CancellationToken.None).ConfigureAwait(false))
            .Any(s => s.Kind == RunSignal.Cancel);

    internal static RunReason CancelReason { get; } = new(RunReasonCodes.CancelledBySignal, "The run was cancelled by a signal.");

    internal static RunReason StoppingReason { get; } = new(RunReasonCodes.HostStopping, "The host stops; the run goes on in another worker, or when the host is back.");

    internal static RunReason ParentReason { get; } = new(RunReasonCodes.ParentEnded, "The parent run gave the call up.");

    private async ValueTask EndAsync(RunContext run, RunOutcome outcome)
    {
        RunLog log = run.Log;
        IReadOnlyList<RunId> children = [];
        if (outcome.Status.IsSuspended())
        {
            BlobRef? text = outcome.Text == run.Loop.History.LastText(log.State) ? null : log.Add(BlobWriter.OfAnswer(outcome.Text));
            IReadOnlyList<Suspension> waiting = WaitingFor(outcome);
            log.Append(new RunSuspended { Waiting = waiting, WakeAt = waiting.Min(w => w.WakeAt), Text = text }, Actors.Agentry);
        }
        else
        {
            if (outcome.Reason?.Code == RunReasonCodes.CancelledBySignal)
                await RunCloser.AnswerCancelSignalsAsync(run.Pipeline.Runtime.Store, log).ConfigureAwait(false);
            WithholdUnchecked(run);
            LatencyBreaches.CutRun(run, outcome);
            children = RunCloser.Close(log, outcome, run.Loop.History.LastText(log.State));
            run.Loop.AddAnswers();
        }

        await log.FlushAsync().ConfigureAwait(false);
        await _suspended.CancelChildrenAsync(log.Run.Tenant, children, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Results that the run did not come to check.</summary>
    private static void WithholdUnchecked(RunContext run)
    {
        foreach (LoopCall call in run.Loop.Calls.Where(c => c is { NeedsCheck: true, IsAnswered: false }))
            call.Restore(ToolRecorder.Withhold(run.Log, call.State));
    }

    /// <summary>A layer may suspend a run without naming a call; the log still says for what it waits.</summary>
    private static IReadOnlyList<Suspension> WaitingFor(RunOutcome outcome) => outcome.Waiting.Count > 0
        ? outcome.Waiting
        :
        [
            new Suspension
            {
                Kind = outcome.Reason?.Code ?? Suspension.Unspecified,
                Message = outcome.Reason?.Message ?? "A layer suspended the run without saying why.",
            },
        ];

    /// <summary>Text that was kept from the reader until its check. Of an answer that did not pass, the run itself has the text.</summary>
    private static bool IsTold(RunContext run, RunOutcome outcome) =>
        run.Answer is null ? run.Pipeline.HoldsText : outcome.Status == RunStatus.Completed;

    private static async ValueTask TellAsync(RunContext run, RunOutcome outcome)
    {
        if (outcome.Status.IsSuspended())
            await run.Updates.WriteAsync(new SuspendedUpdate(WaitingFor(outcome))).ConfigureAwait(false);
        else if (IsTold(run, outcome) && outcome.Text.Length > 0)
            await run.Updates.WriteAsync(new TextUpdate(run.Log.State.Turns, outcome.Text)).ConfigureAwait(false);
    }
}
