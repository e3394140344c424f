namespace Agentry;

/// <summary>Writes what a call came to, beyond what the ledger has written already.</summary>
internal static class ToolRecorder
{
    /// <summary>
    /// An earlier owner of the run wrote the intent and was gone before the outcome: whether a tool that must not repeat had its effect, nobody
    /// knows, and running it to find out is what must not happen.
    /// </summary>
    public static ToolOutcome RecordInterrupted(ToolCallContext context)
    {
        RunContext run = context.Run;
        ToolOutcome outcome = ToolOutcome.Indeterminate(ToolMessages.Unknown(context.Contract.Name), FailureClass.Transient);
        run.Log.Append(
            new ToolCompleted
            {
                CallId = context.CallId,
                Key = context.IdempotencyKey,
                Outcome = outcome.Kind,
                Result = run.Log.Add(BlobWriter.OfAnswer(outcome.Answer)),
                FailureClass = outcome.FailureClass,
            },
            Actors.Agentry);
        run.Pipeline.Runtime.Logger.ToolFailed(null, context.Contract.Name, context.CallId, run.RunId.Value, outcome.FailureClass);
        return outcome;
    }

    public static void Record(RunContext run, string callId, string tool, ToolCallContext? context, ToolOutcome outcome)
    {
        if (outcome.Kind == ToolOutcomeKind.Suspended)
        {
            run.Log.Append(
                new ToolSuspended
                {
                    CallId = callId,
                    Tool = tool,
                    ArgumentsHash = context?.CheckedHash,
                    Suspension = outcome.Suspension! with { CallId = callId, Tool = tool },
                },
                Actors.Agentry);
        }
        else if (context?.Recorded is null && outcome.Kind != ToolOutcomeKind.Refused)
        {
            // Answered without running the tool, by a cache or a breaker: an outcome without an intent.
            run.Log.Append(
                new ToolCompleted
                {
                    CallId = callId,
                    Key = context!.IdempotencyKey,
                    Outcome = outcome.Kind,
                    Result = run.Log.Add(BlobWriter.OfAnswer(outcome.Answer)),
                    FailureClass = outcome.FailureClass,
                    ErrorType = outcome.Exception?.GetType().FullName,
                },
                Actors.Agentry);
        }
        else if (context?.Recorded is null)
        {
            run.Pipeline.Runtime.Logger.ToolRefused(tool, callId, run.RunId.Value, outcome.Code);
            run.Log.Append(
                new ToolRefused
                {
                    CallId = callId,
                    Tool = tool,
                    Code = outcome.Code ?? ToolRefusalCodes.LayerFailed,
                    Message = run.Log.Add(BlobWriter.OfAnswer(outcome.Answer)),
                },
                Actors.Agentry);
        }
        else
        {
            if (outcome.Kind is ToolOutcomeKind.Failed or ToolOutcomeKind.Unknown)
                run.Pipeline.Runtime.Logger.ToolFailed(outcome.Exception, tool, callId, run.RunId.Value, outcome.FailureClass);
            if (!ReferenceEquals(outcome, context.Recorded))
                Replace(run, callId, outcome);
        }
    }

    /// <summary>The model is told something else than what is recorded.</summary>
    public static void Replace(RunContext run, string callId, ToolOutcome outcome) => Replace(run.Log, callId, outcome.Code ?? "replaced", outcome.Answer);

    /// <summary>The run ends before the checks behind the tool have seen the result: a later run of the conversation would show it to a model.</summary>
    /// <returns>What the model is told instead.</returns>
    public static string Withhold(RunLog log, CallState call)
    {
        string told = ToolMessages.Happened(call.Tool);
        Replace(log, call.CallId, ToolRefusalCodes.RunEnding, told);
        return told;
    }

    private static void Replace(RunLog log, string callId, string code, object? answer) => log.Append(
        new ToolResultReplaced { CallId = callId, Code = code, Result = log.Add(BlobWriter.OfAnswer(answer)) }, Actors.Agentry);
}
