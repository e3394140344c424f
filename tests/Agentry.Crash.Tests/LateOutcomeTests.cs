using Agentry.Testing;

namespace Agentry.Tests;

[Collection(nameof(CrashDesk))]
public sealed class LateOutcomeTests(CrashDesk desk)
{
    [Theory]
    [MemberData(nameof(BothStores.All), MemberType = typeof(BothStores))]
    public async Task Scenario_39_ToolResultArrivesAfterCancel_IsRecordedAndFlaggedLate(string kind)
    {
        await using var store = BothStores.Create(kind, desk);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pay = new CountingTool("pay", async (_, _) =>
        {
            entered.TrySetResult();
            await finish.Task;
            return "receipt 7";
        });
        await using var host = new StoreHost(
            store.Store,
            new ScriptedChatClient(ModelReply.Call("pay", "{}", "c")),
            agent => agent.WithTool(pay, t => t.NonIdempotent()).ConfigureAgent(o => o.CancellationGrace = TimeSpan.Zero));
        Task<AgentRun> running = host.Agent.RunAsync("Pay.");
        await entered.Task.WaitAsync(ChildProcess.Patience);
        RunId id = (await host.Runs.ListAsync()).Single().Run.RunId;

        await host.Runs.CancelAsync(id, "clerk");
        AgentRun run = await running.WaitAsync(ChildProcess.Patience);
        run.Status.Should().Be(RunStatus.Cancelled);
        ToolOutcomeOf(await host.LogAsync(id)).Should().Be(ToolOutcomeKind.Unknown);
        finish.SetResult();

        RunLogEntry late = await LateAsync(host, id);
        ((ToolCompleted)late.Event).Outcome.Should().Be(ToolOutcomeKind.Succeeded);
        (await host.Runs.ContentAsync(id, ((ToolCompleted)late.Event).Result!)).GetString().Should().Be("receipt 7");
        ToolOutcomeOf(await host.LogAsync(id)).Should().Be(ToolOutcomeKind.Unknown, "the outcome that stands is the one the model was told");
        (await host.Runs.LedgerAsync()).Single().Entry.Outcome.Should().Be(ToolOutcomeKind.Succeeded, "the ledger says what is known of the effect");
        (await host.Runs.VerifyAsync(id)).IsIntact.Should().BeTrue();
        (await host.Runs.GetAsync(id))!.Status.Should().Be(RunStatus.Cancelled);
    }

    [Theory]
    [MemberData(nameof(BothStores.All), MemberType = typeof(BothStores))]
    public async Task Scenario_48_TimeoutOfAToolThatCannotBeCancelled_LeavesUnknown(string kind)
    {
        await using var store = BothStores.Create(kind, desk);
        var never = new TaskCompletionSource();
        var pay = new CountingTool("pay", async (_, _) =>
        {
            await never.Task;
            return null;
        });
        await using var host = new StoreHost(
            store.Store,
            new ScriptedChatClient(ModelReply.Call("pay", "{}", "c")),
            agent => agent.WithTool(pay, t => t.NonIdempotent().Timeout(TimeSpan.FromMilliseconds(100))));

        AgentRun run = await host.Agent.RunAsync("Pay.").WaitAsync(ChildProcess.Patience);

        run.Status.Should().Be(RunStatus.Suspended);
        run.Suspension.Should().BeEquivalentTo(new { Kind = Suspension.UnknownOutcome, CallId = "c", Tool = "pay" });
        ToolOutcomeOf(await host.LogAsync(run.Id)).Should().Be(ToolOutcomeKind.Unknown);
        (await host.Runs.LedgerAsync(new LedgerQuery { Outcome = ToolOutcomeKind.Unknown })).Should().ContainSingle();
        pay.Count.Should().Be(1);
        AgentRun again = await host.Agent.ResumeAsync(run.Id).WaitAsync(ChildProcess.Patience);
        again.Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);
        pay.Count.Should().Be(1, "it is never tried again");
    }

    private static ToolOutcomeKind? ToolOutcomeOf(IReadOnlyList<RunLogEntry> log) => RunState.Fold(log).Calls.Single().Outcome;

    private static async Task<RunLogEntry> LateAsync(StoreHost host, RunId run)
    {
        while (true)
        {
            if ((await host.LogAsync(run)).SingleOrDefault(e => e.Event is ToolCompleted { Late: true }) is { } late)
                return late;
            await Task.Yield();
        }
    }
}
