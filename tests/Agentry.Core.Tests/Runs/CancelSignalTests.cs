using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class CancelSignalTests
{
    [Theory, BothModes]
    public async Task Cancel_RunningRun_StopsAtOnceAndNamesWhoAsked(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Hang());
        await using var host = new TestHost(model);

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.");
        await RunChecks.UntilAsync(() => model.Requests.Count == 1);
        RunId id = (await host.Runs.ListAsync()).Single().Run.RunId;
        SignalResult result = await host.Runs.CancelAsync(id, "operator", "too slow");
        AgentRun run = await running.Soon();

        result.Should().Be(SignalResult.Accepted);
        run.Status.Should().Be(RunStatus.Cancelled);
        run.Reason!.Code.Should().Be(RunReasonCodes.CancelledBySignal);
        CancelRequested asked = (await host.CheckAsync(run)).Of<CancelRequested>().Single();
        (asked.RequestedBy, asked.Reason).Should().Be(("operator", "too slow"));
        (await host.Store.ReadSignalsAsync(new RunKey("", id))).Should().BeEmpty("the log answers it");
    }

    [Theory, BothModes]
    public async Task Cancel_SuspendedRun_EndsItWithoutAWorker(RunMode mode)
    {
        await using TestHost host = Suspending(out CountingTool tool);
        AgentRun waiting = await mode.RunAsync(host.Agent, new RunRequest("Pay.") { ConversationId = "c" }).Soon();
        waiting.Status.Should().Be(RunStatus.AwaitingApproval);

        SignalResult result = await host.Runs.CancelAsync(waiting.Id, "operator", "no");

        result.Should().Be(SignalResult.Accepted);
        AgentRun run = (await host.Runs.GetAsync(waiting.Id))!;
        run.Status.Should().Be(RunStatus.Cancelled);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<CancelRequested>().Should().ContainSingle();
        log.Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.RunEnding);
        (await mode.ResumeAsync(host.Agent, run.Id)).Status.Should().Be(RunStatus.Cancelled);
        tool.Count.Should().Be(0);
        (await host.Agent.RunAsync(new RunRequest("Again.") { ConversationId = "c", WhenBusy = BusyBehavior.Refuse }))
            .Reason?.Code.Should().NotBe(RunReasonCodes.ConversationBusy);
    }

    [Fact]
    public async Task Cancel_EndedRun_ChangesNothing()
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Hi.")));
        AgentRun run = await host.Agent.RunAsync("Hi.").Soon();

        (await host.Runs.CancelAsync(run.Id, "operator")).Should().Be(SignalResult.RunEnded);

        (await host.Runs.GetAsync(run.Id))!.Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task Cancel_UnknownRunOrForeignTenant_FindsNothing()
    {
        var model = new ScriptedChatClient(ModelReply.Hang());
        await using var host = new TestHost(model);
        using var stop = new CancellationTokenSource();
        Task<AgentRun> running = host.Agent.RunAsync(new RunRequest("Go.") { Caller = new AgentCaller { Tenant = "a" } }, stop.Token);
        await RunChecks.UntilAsync(() => model.Requests.Count == 1);
        RunId id = (await host.Runs.ListAsync(new RunQuery { Tenant = "a" })).Single().Run.RunId;

        (await host.Runs.CancelAsync(new RunId("nothing"), "operator")).Should().Be(SignalResult.NoSuchRun);
        (await host.Runs.CancelAsync(id, "operator", tenant: "b")).Should().Be(SignalResult.NoSuchRun);

        running.IsCompleted.Should().BeFalse();
        await stop.CancelAsync();
        (await running.Soon()).Reason!.Code.Should().Be(RunReasonCodes.CancelledByCaller);
    }

    [Fact]
    public async Task Cancel_SuspendedRun_ByManyAtOnce_EndsItOnce()
    {
        await using TestHost host = Suspending(out _);
        AgentRun waiting = await host.Agent.RunAsync("Pay.").Soon();

        SignalResult[] results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => host.Runs.CancelAsync(waiting.Id, $"operator {i}")))).Soon();

        results.Should().OnlyContain(r => r == SignalResult.Accepted || r == SignalResult.RunEnded);
        await host.CheckAsync((await host.Runs.GetAsync(waiting.Id))!);
    }

    [Theory, BothModes]
    public async Task Cancel_WhileTheRunIsBeingSuspended_IsNotLost(RunMode mode)
    {
        var store = new HookedStore();
        TestHost? host = null;
        store.OnCommit = async (commit, _) =>
        {
            if (commit.Summary.Status == RunStatus.AwaitingApproval)
                (await host!.Runs.CancelAsync(commit.Run.RunId, "operator")).Should().Be(SignalResult.Accepted);
            return null;
        };
        host = Suspending(out _, store);
        await using (host)
        {
            AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

            run.Status.Should().Be(RunStatus.Cancelled);
            (await host.CheckAsync(run)).Of<CancelRequested>().Should().ContainSingle();
        }
    }

    [Fact]
    public async Task Cancel_WhileTheRunIsResumed_NeverRunsTheCallTwiceOrEndsTheRunTwice()
    {
        for (int i = 0; i < 50; i++)
        {
            await using TestHost host = Suspending(out CountingTool tool, approved: 1);
            AgentRun waiting = await host.Agent.RunAsync("Pay.").Soon();

            Task<AgentRun>[] resumed = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => host.Agent.ResumeAsync(waiting.Id)))];
            Task<SignalResult> cancelled = Task.Run(() => host.Runs.CancelAsync(waiting.Id, "operator"));
            await Task.WhenAll([.. resumed, cancelled]).Soon();

            await RunChecks.UntilAsync(async () => (await host.Runs.GetAsync(waiting.Id))!.Status.IsTerminal());
            tool.Count.Should().BeLessThanOrEqualTo(1);
            await host.CheckAsync((await host.Runs.GetAsync(waiting.Id))!);
        }
    }

    private static TestHost Suspending(out CountingTool tool, RunStore? store = null, int approved = int.MaxValue)
    {
        CountingTool pay = tool = new CountingTool("pay");
        int asked = 0;
        var model = new ScriptedChatClient(r => r.Messages.Any(m => m.Role == Microsoft.Extensions.AI.ChatRole.Tool)
            ? ModelReply.Text("Done.")
            : ModelReply.Call("pay"));
        return new TestHost(
            model,
            agent => agent.WithTool(pay).Suspend(_ => Interlocked.Increment(ref asked) <= approved),
            services: s => s.AddSingleton(store ?? new InMemoryRunStore()));
    }
}
