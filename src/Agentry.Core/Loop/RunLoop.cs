using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Turns until the model is done or something ends the run. Looks only at the log's state, so that a resumed run goes on the same way.</summary>
internal sealed class RunLoop(ModelStep model, ToolStep tools)
{
    public async ValueTask<RunOutcome> RunAsync(RunContext run, CancellationToken cancellationToken)
    {
        if (!run.Loop.InputAccepted)
        {
            await AcceptInputAsync(run).ConfigureAwait(false);
            if (AdmissionLayer.RefusalOf(run) is { } refused)
                return refused;
        }

        if (run.Loop.RestartedTurn is { } turn)
        {
            run.Loop.RestartedTurn = null;
            await run.Updates.WriteAsync(new AttemptRestartedUpdate(turn, FailureClass.Transient)).ConfigureAwait(false);
        }

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((run.Log.State.HasOpenCalls || run.Loop.Calls.Count > 0)
                && await tools.RunAsync(run, cancellationToken).ConfigureAwait(false) is { } afterTools)
            {
                return afterTools;
            }

            if (LimitBeforeTurn(run) is { } limit)
                return limit;
            if (await model.RunAsync(run, cancellationToken).ConfigureAwait(false) is { } afterModel)
                return afterModel;
        }
    }

    private static async ValueTask AcceptInputAsync(RunContext run)
    {
        // What a caller sends may come from anywhere: from here on the history is well-formed, and stays so as it grows.
        run.Input = HistoryRepair.Repair(run.Input);
        var messages = new BlobRef[run.Input.Count];
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = run.Log.Add(run.Input[i]);
            run.Loop.History.Add(run.Input[i]);
        }

        run.Log.Append(new InputAccepted { Messages = messages }, Actors.Caller(run.Caller));
        run.Loop.InputAccepted = true;
        await run.Log.FlushAsync().ConfigureAwait(false);
        if (run.Updates.HasReader)
            await run.Updates.WriteAsync(new RunOpenedUpdate(run.RunId)).ConfigureAwait(false);
    }

    private static RunOutcome? LimitBeforeTurn(RunContext run)
    {
        if (run.Depth > (run.Limits.MaxDepth ?? int.MaxValue))
            return RunOutcome.Limit(RunReasonCodes.MaxDepth, $"Child runs may nest {run.Limits.MaxDepth} deep.", "");
        if (run.Limits.MaxTurns is { } turns && run.Log.State.Turns >= turns)
            return RunOutcome.Limit(RunReasonCodes.MaxTurns, $"The run used its {turns} turns.", run.Loop.Text);
        if (!run.Pipeline.HasBudgets && !run.Meter.HasTokensLeft())
            return RunOutcome.Limit(RunReasonCodes.MaxTokens, "The run used its tokens.", run.Loop.Text);
        return null;
    }
}
