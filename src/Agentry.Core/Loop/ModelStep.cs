using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>One model call: asks, records the reply, and says whether the run ends with it.</summary>
internal sealed class ModelStep(IChatClient client)
{
    public async ValueTask<RunOutcome?> RunAsync(RunContext run, CancellationToken cancellationToken)
    {
        int turn = run.Log.State.Turns + 1;
        if (run.Updates.HasReader)
            await run.Updates.WriteAsync(new TurnStartedUpdate(turn)).ConfigureAwait(false);
        var context = new ModelCallContext(run, turn, run.IsStreaming);
        var options = new ModelCallOptions(run.Loop.Options, context);
        using var timer = new StepTimer(context, cancellationToken);
        var call = new ModelCall(client, context, options, timer);
        string textBefore = run.Loop.Text;
        run.Loop.Text = "";
        run.Loop.FinishReason = null;
        ChatResponse response;
        try
        {
            response = await call.SendAsync(run.Loop.History.Snapshot(), timer.Token).ConfigureAwait(false);
        }
        catch (BudgetExceededException e)
        {
            // Nothing was sent: there is no turn to write down, and a run that waits goes on with this one.
            run.Loop.Text = textBefore;
            return e.OutcomeOf(run, textBefore);
        }
        catch (Exception e) when (e is not RunStoreException and not RunRefusedException && timer.Token.IsCancellationRequested)
        {
            if (!cancellationToken.IsCancellationRequested)
                timer.Cut();
            await InterruptedAsync(run, turn, call).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return RunOutcome.Limit(
                RunReasonCodes.MaxStepDuration, $"The model call of turn {turn} took longer than {run.Limits.OfModelStep}.", call.Text);
        }
        catch (Exception e) when (e is not RunStoreException and not RunRefusedException)
        {
            return await FailedAsync(run, turn, e, call).ConfigureAwait(false);
        }

        return await new ReplyRecorder(run, turn).RecordAsync(response).ConfigureAwait(false);
    }

    private static async ValueTask InterruptedAsync(RunContext run, int turn, ModelCall call)
    {
        TokenUsage usage = call.UsageSoFar();
        run.Loop.Text = call.Text;
        run.Meter.AddTokens((usage.Input ?? 0) + (usage.Output ?? 0));
        run.Log.Append(new ModelInterrupted { Turn = turn, TextLength = call.Text.Length, EstimatedUsage = usage }, Actors.Agentry);
        await run.Log.FlushAsync().ConfigureAwait(false);
    }

    private static async ValueTask<RunOutcome> FailedAsync(RunContext run, int turn, Exception exception, ModelCall call)
    {
        FailureClass failure = FailureClassifier.Classify(exception);
        run.Pipeline.Runtime.Logger.ModelFailed(exception, turn, run.RunId.Value, failure);
        TokenUsage usage = call.UsageSoFar();
        run.Meter.AddTokens((usage.Input ?? 0) + (usage.Output ?? 0));
        run.Log.Append(
            new ModelFailed { Turn = turn, FailureClass = failure, ErrorType = exception.GetType().FullName!, EstimatedUsage = usage },
            Actors.Agentry);
        await run.Log.FlushAsync().ConfigureAwait(false);
        return failure == FailureClass.ContentBlocked
            ? RunOutcome.Block(new RunReason(RunReasonCodes.ContentFilter, "A content check refused the request or the reply."))
            : RunOutcome.Fail(RunReasonCodes.ModelFailed, $"The model call of turn {turn} failed: {failure}.", failure, call.Text);
    }
}
