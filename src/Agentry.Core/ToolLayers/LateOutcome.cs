using System.Text.Json;

namespace Agentry;

/// <summary>Waits for an execution that was given up and records what it came to, as evidence beside the outcome that stands.</summary>
internal static class LateOutcome
{
    public static async Task RecordAsync(ToolCallContext context, Task<ToolOutcome> work, CancellationTokenSource stop, long start)
    {
        ToolOutcome outcome;
        try
        {
            outcome = await work.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            outcome = ToolFailure.AfterIntent(context, e);
        }

        stop.Dispose();
        RunLog log = context.Run.Log;
        (StoredBlob Blob, BlobRef Reference) answer;
        try
        {
            answer = BlobWriter.OfAnswer(outcome.Answer);
        }
        catch (Exception e)
        {
            outcome = ToolFailure.Unreadable(context, e);
            answer = BlobWriter.OfAnswer(outcome.Answer);
        }

        var completed = new ToolCompleted
        {
            CallId = context.CallId,
            Key = context.IdempotencyKey,
            Outcome = outcome.Kind,
            Result = answer.Reference,
            FailureClass = outcome.FailureClass,
            ErrorType = outcome.Exception?.GetType().FullName,
            DurationMs = Math.Round(context.Run.Time.GetElapsedTime(start).TotalMilliseconds, 3),
            Late = true,
        };
        try
        {
            log.Add(answer);
            log.Append(completed, context.Contract.Actor);
            await log.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The run has another owner, who finds it in the mailbox.
            if (!await SendAsync(context.Run, context.Contract.Actor, completed, answer.Blob.Content).ConfigureAwait(false))
                context.Run.Pipeline.Runtime.Logger.LateOutcomeLost(e, context.Contract.Name, context.CallId, context.Run.RunId.Value);
        }
    }

    /// <summary>What tools came to here and the log of a lost run could not take any more: its new owner finds it in the mailbox.</summary>
    public static async ValueTask HandOverAsync(RunContext run)
    {
        foreach ((RunLogEntry entry, ToolCompleted completed, ReadOnlyMemory<byte> answer) in run.Log.UnwrittenOutcomes())
        {
            if (completed.Outcome is not (ToolOutcomeKind.Succeeded or ToolOutcomeKind.Failed)
                || run.Log.State.FindByKey(completed.Key) is not { Intent.Effect: not ToolEffect.ReadOnly } call)
            {
                continue;
            }

            if (!await SendAsync(run, entry.Actor, completed, answer).ConfigureAwait(false))
                run.Pipeline.Runtime.Logger.LateOutcomeLost(null, call.Tool, call.CallId, run.RunId.Value);
        }
    }

    private static async ValueTask<bool> SendAsync(RunContext run, string actor, ToolCompleted completed, ReadOnlyMemory<byte> answerJson)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(answerJson);
            var body = new LateSignal
            {
                Key = completed.Key,
                Outcome = completed.Outcome,
                Answer = answer.RootElement.Clone(),
                FailureClass = completed.FailureClass,
                ErrorType = completed.ErrorType,
                DurationMs = completed.DurationMs,
            };
            var signal = new RunSignal($"late:{completed.Key}", RunSignal.LateOutcome, actor, body.Write());
            SignalResult result = await run.Pipeline.Runtime.Store.SignalAsync(run.Log.Run, signal, CancellationToken.None).ConfigureAwait(false);
            return result is SignalResult.Accepted or SignalResult.Duplicate;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
