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
        try
        {
            log.Append(
                new ToolCompleted
                {
                    CallId = context.CallId,
                    Key = context.IdempotencyKey,
                    Outcome = outcome.Kind,
                    Result = log.Add(BlobWriter.OfAnswer(outcome.Answer)),
                    FailureClass = outcome.FailureClass,
                    ErrorType = outcome.Exception?.GetType().FullName,
                    DurationMs = Math.Round(context.Run.Time.GetElapsedTime(start).TotalMilliseconds, 3),
                    Late = true,
                },
                context.Contract.Actor);
            await log.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            context.Run.Pipeline.Runtime.Logger.LateOutcomeLost(e, context.Contract.Name, context.CallId, context.Run.RunId.Value);
        }
    }
}
