namespace Agentry;

/// <summary>Takes an open run through the run pipeline and records its end, whatever the end is.</summary>
internal sealed class RunExecution(AgentDefinition agent)
{
    public async ValueTask<AgentRun> ExecuteAsync(RunContext run)
    {
        try
        {
            RunOutcome outcome = await OutcomeAsync(run).ConfigureAwait(false);
            await EndAsync(run, outcome).ConfigureAwait(false);
            await TellAsync(run, outcome).ConfigureAwait(false);
            agent.Runtime.Logger.RunEnded(agent.Name, run.RunId.Value, outcome.Status);
            return AgentRunBuilder.Build(run.RunId, run.Log.State, outcome.Text, run.Loop.History.Own());
        }
        finally
        {
            agent.Runtime.Active.Leave(run.Log.Run);
            run.Cancellation.Dispose();
        }
    }

    private async ValueTask<RunOutcome> OutcomeAsync(RunContext run)
    {
        try
        {
            await ReadMailboxAsync(run).ConfigureAwait(false);
            return await agent.Run(run, run.Cancellation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.Cancellation.Cause is not null)
        {
            RunReason cause = run.Cancellation.Cause;
            return cause.Code == RunReasonCodes.MaxDuration
                ? RunOutcome.Limit(cause.Code, cause.Message, run.Loop.Text)
                : new RunOutcome { Status = RunStatus.Cancelled, Reason = cause, Text = run.Loop.Text };
        }
        catch (Exception e) when (e is not RunStoreException and not RunRefusedException)
        {
            agent.Runtime.Logger.RunLayerFailed(e, agent.Name, run.RunId.Value);
            FailureClass failure = FailureClassifier.Classify(e);
            return RunOutcome.Fail(RunReasonCodes.LayerFailed, "A layer of the pipeline could not do its work; the run fails closed.", failure);
        }
    }

    /// <summary>A run that is resumed may have been cancelled while it waited.</summary>
    private static async ValueTask ReadMailboxAsync(RunContext run)
    {
        if (run.Log.State.Sequence <= 1)
            return;
        IReadOnlyList<RunSignal> signals = await run.Pipeline.Runtime.Store.ReadSignalsAsync(run.Log.Run, CancellationToken.None).ConfigureAwait(false);
        if (signals.Any(s => s.Kind == RunSignal.Cancel))
            run.Cancellation.Cancel(CancelReason);
    }

    internal static RunReason CancelReason { get; } = new(RunReasonCodes.CancelledBySignal, "The run was cancelled by a signal.");

    private static async ValueTask EndAsync(RunContext run, RunOutcome outcome)
    {
        RunLog log = run.Log;
        if (outcome.Status.IsSuspended())
        {
            log.Append(new RunSuspended { Waiting = WaitingFor(outcome) }, Actors.Agentry);
        }
        else
        {
            if (outcome.Reason?.Code == RunReasonCodes.CancelledBySignal)
                await RunCloser.AnswerCancelSignalsAsync(run.Pipeline.Runtime.Store, log).ConfigureAwait(false);
            RunCloser.Close(log, outcome, run.Loop.History.LastText());
            run.Loop.AddAnswers();
        }

        await log.FlushAsync().ConfigureAwait(false);
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

    private static async ValueTask TellAsync(RunContext run, RunOutcome outcome)
    {
        if (outcome.Status.IsSuspended())
            await run.Updates.WriteAsync(new SuspendedUpdate(WaitingFor(outcome))).ConfigureAwait(false);
        else if (run.Pipeline.HoldsText && outcome.Text.Length > 0)
            await run.Updates.WriteAsync(new TextUpdate(run.Log.State.Turns, outcome.Text)).ConfigureAwait(false);
    }
}
