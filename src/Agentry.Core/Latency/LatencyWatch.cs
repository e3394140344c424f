namespace Agentry;

/// <summary>Notices while something is at work that it takes longer than it should, and writes it down. It goes on.</summary>
internal sealed class LatencyWatch : IDisposable
{
    private readonly RunContext _run;
    private readonly LatencyBreached _breach;
    private readonly Action? _late;
    private readonly long _start;
    private readonly ITimer _timer;

    private LatencyWatch(RunContext run, TimeSpan left, LatencyBreached breach, Action? late)
    {
        _run = run;
        _breach = breach;
        _late = late;
        _start = run.Time.GetTimestamp();
        _timer = run.Time.CreateTimer(static w => ((LatencyWatch)w!).Breach(), this, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Watches a run from now to its end or suspension; null without a target, or when an earlier stretch has missed it.</summary>
    public static LatencyWatch? OfRun(RunContext run) => run.Limits.Latency?.Run is not { } target || run.State.HasMissedTarget
        ? null
        : new LatencyWatch(run, target - run.State.ActiveTime, LatencyBreaches.Of(LatencyScope.Run, target, run.State.ActiveTime), null);

    /// <summary>Watches a model call; null without a target.</summary>
    public static LatencyWatch? OfModelStep(ModelCallContext call) => OfModel(call, LatencyScope.ModelStep, call.Run.Limits.Latency?.ModelStep);

    /// <summary>Watches a streamed model call until its first content; null without a target.</summary>
    public static LatencyWatch? OfFirstContent(ModelCallContext call) =>
        call.IsStreaming ? OfModel(call, LatencyScope.FirstContent, call.Run.Limits.Latency?.FirstContent) : null;

    /// <summary>Watches the execution of a tool; null without a target, and for a child run, which has its own.</summary>
    public static LatencyWatch? OfToolStep(ToolCallContext call) => call.Contract.IsAgent || call.Run.Limits.Latency?.ToolStep is not { } target
        ? null
        : new LatencyWatch(call.Run, target, LatencyBreaches.OfTool(call, target, TimeSpan.Zero), () => call.IsLate = true);

    public void Dispose() => _timer.Dispose();

    private static LatencyWatch? OfModel(ModelCallContext call, LatencyScope scope, TimeSpan? target) => target is not { } time
        ? null
        : new LatencyWatch(call.Run, time, LatencyBreaches.Of(scope, time, TimeSpan.Zero, call.Turn), () => call.IsLate = true);

    private void Breach()
    {
        _late?.Invoke();
        double taken = _breach.TakenMs + LatencyBreaches.Milliseconds(_run.Time.GetElapsedTime(_start));
        LatencyBreaches.Record(_run, _breach with { TakenMs = taken });
    }
}
