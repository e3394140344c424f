namespace Agentry;

/// <summary>Writes down what took longer than it should or may.</summary>
internal static class LatencyBreaches
{
    /// <summary>Timers of the system count whole milliseconds of a coarse clock; what they end has taken its time.</summary>
    private static readonly TimeSpan Coarseness = TimeSpan.FromMilliseconds(20);

    public static LatencyBreached Of(LatencyScope scope, TimeSpan budgeted, TimeSpan taken, int? turn = null) =>
        new() { Scope = scope, BudgetedMs = Milliseconds(budgeted), TakenMs = Milliseconds(taken), Turn = turn };

    public static LatencyBreached OfTool(ToolCallContext call, TimeSpan budgeted, TimeSpan taken) =>
        Of(LatencyScope.ToolStep, budgeted, taken, call.Turn) with { CallId = call.CallId, Tool = call.Contract.Name };

    /// <summary>A run ended by its limit, which is about to be closed.</summary>
    public static void CutRun(RunContext run, RunOutcome outcome)
    {
        if (outcome.Reason?.Code == RunReasonCodes.MaxDuration && run.Limits.MaxDuration is { } limit)
            Record(run, Of(LatencyScope.Run, limit, run.State.ActiveTime + (run.Time.GetUtcNow() - run.State.UpdatedAt)) with { Cut = true });
    }

    /// <summary>A model call ended by the limit of its step.</summary>
    public static void CutModelStep(ModelCallContext call, TimeSpan taken)
    {
        call.IsLate = true;
        if (call.Run.Limits.OfModelStep is { } limit)
            Record(call.Run, Of(LatencyScope.ModelStep, limit, taken, call.Turn) with { Cut = true });
    }

    /// <summary>A tool call that timed out, if it had all the time of its step; an attempt that had less is for those who divide the time to tell.</summary>
    public static void CutToolStep(ToolCallContext call, ToolOutcome outcome, TimeSpan taken)
    {
        if (outcome is not { Kind: ToolOutcomeKind.Failed or ToolOutcomeKind.Unknown, FailureClass: FailureClass.Timeout }
            || ToolTimeoutLayer.StepOf(call) is not { } limit || taken + Coarseness < limit)
        {
            return;
        }

        call.IsLate = true;
        Record(call.Run, OfTool(call, limit, taken) with { Cut = true });
    }

    public static void Record(RunContext run, LatencyBreached breach)
    {
        if (run.Log.TryBreach(breach))
            run.Pipeline.Runtime.Logger.LatencyBreached(breach.Scope, run.AgentName, run.RunId.Value, breach.BudgetedMs, breach.Turn, breach.CallId, breach.Cut);
    }

    public static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
