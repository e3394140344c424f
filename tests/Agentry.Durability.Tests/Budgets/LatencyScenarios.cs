using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>The time of a run is one, whoever works on it.</summary>
public sealed class LatencyScenarios
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, BothStoresAndModes]
    public async Task Scenario_88_TimeOfARun_GoesOnWhereTheCrashLeftIt(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        Action<IAgentryBuilder> agent = builder => builder
            .WithLimits(l => (l.MaxDuration, l.Latency) = (60 * Second, new LatencyTargets { Run = 20 * Second, ModelStep = 15 * Second }));
        RunId id = await DieAsync(disk, agent, mode, takes: 30 * Second);
        disk.Clock.Advance(TimeSpan.FromHours(1));
        var model = new ScriptedChatClient(_ => ModelReply.Hang());
        await using TestHost host = disk.Node(model, new CountingTool("pay"), t => t.ReadOnly(), clock: disk.Clock, agent: agent).AndOthers();

        Task<AgentRun> resumed = mode.ResumeAsync(host.Agent, id);
        await RunChecks.UntilAsync(() => model.Requests.Count == 1 && disk.Clock.ArmedTimers == 3);
        disk.Clock.Advance(29.999 * Second);
        resumed.IsCompleted.Should().BeFalse("it has 30 of its 60 seconds left");
        disk.Clock.Advance(0.001 * Second);
        AgentRun run = await resumed.Soon();

        (run.Status, run.Reason!.Code).Should().Be((RunStatus.LimitReached, RunReasonCodes.MaxDuration));
        (await host.CheckAsync(run)).Of<LatencyBreached>().Select(b => (b.Scope, b.Cut, b.BudgetedMs, b.TakenMs)).Should().Equal(
            (LatencyScope.ModelStep, false, 15_000, 15_000),
            (LatencyScope.Run, false, 20_000, 20_000),
            (LatencyScope.ModelStep, false, 15_000, 15_000),
            (LatencyScope.Run, true, 60_000, 60_000));
    }

    [Theory, BothStoresAndModes]
    public async Task TargetOfARun_MissedAfterTheCrash_CountsTheTimeBefore(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        Action<IAgentryBuilder> agent = builder => builder.WithLimits(l => l.Latency = new LatencyTargets { Run = 40 * Second });
        RunId id = await DieAsync(disk, agent, mode, takes: 30 * Second);
        disk.Clock.Advance(TimeSpan.FromHours(1));
        var model = new ScriptedChatClient(_ =>
        {
            disk.Clock.Advance(20 * Second);
            return ModelReply.Text("Done.");
        });
        await using TestHost host = disk.Node(model, new CountingTool("pay"), t => t.ReadOnly(), clock: disk.Clock, agent: agent).AndOthers();

        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (await host.CheckAsync(run)).Of<LatencyBreached>().Should().Equal(new LatencyBreached { Scope = LatencyScope.Run, BudgetedMs = 40_000, TakenMs = 40_000 });
    }

    /// <summary>A run whose first model call took its time, and whose worker died when the tool had begun.</summary>
    private static async Task<RunId> DieAsync(Disk disk, Action<IAgentryBuilder> agent, RunMode mode, TimeSpan takes)
    {
        var store = new MortalStore(disk.Open());
        var model = new ScriptedChatClient(_ =>
        {
            disk.Clock.Advance(takes);
            return ModelReply.Call("pay", "{}", "c");
        });
        var pay = new CountingTool("pay", (_, _) =>
        {
            store.Die();
            return new("paid");
        });
        await using TestHost host = disk.Node(model, pay, t => t.Keyed(), store, disk.Clock, agent).AndOthers();
        await host.Agent.Awaiting(a => mode.RunAsync(a, "Go.")).Should().ThrowAsync<RunStoreException>();
        return (await host.Runs.ListAsync()).Single().Run.RunId;
    }
}
