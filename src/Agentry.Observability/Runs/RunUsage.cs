namespace Agentry;

/// <summary>What a run had used at a moment.</summary>
internal sealed record RunUsage(
    TimeSpan ActiveTime, int Turns, int ToolCalls, long InputTokens, long OutputTokens, long CachedInputTokens, decimal Cost, int SettledSteps, int LatencyBreaches)
{
    public static RunUsage Of(RunState state) => new(
        state.ActiveTime,
        state.Turns,
        state.ToolCalls,
        state.InputTokens,
        state.OutputTokens,
        state.CachedInputTokens,
        state.Cost,
        state.SettledSteps,
        state.LatencyBreaches.Count);

    public RunUsage Since(RunUsage earlier) => new(
        ActiveTime - earlier.ActiveTime,
        Turns - earlier.Turns,
        ToolCalls - earlier.ToolCalls,
        InputTokens - earlier.InputTokens,
        OutputTokens - earlier.OutputTokens,
        CachedInputTokens - earlier.CachedInputTokens,
        Cost - earlier.Cost,
        SettledSteps - earlier.SettledSteps,
        LatencyBreaches - earlier.LatencyBreaches);
}
