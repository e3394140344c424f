using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agentry.Tests;

public sealed class RecoveryTests
{
    [Fact]
    public async Task Recover_InterruptedRun_GoesOnWhereItWas()
    {
        await using CrashedDesk desk = await CrashedDesk.CreateAsync(t => t.Keyed());

        await RunChecks.UntilAsync(async () => await desk.Host.Runs.RecoverAsync() == 1);

        AgentRun run = (await desk.Host.Runs.GetAsync(desk.Run))!;
        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        desk.Pay.Invocations.Select(i => i.IdempotencyKey).Should().Equal(desk.Key, desk.Key);
        (await desk.Host.LogAsync(run.Id)).Of<RunResumed>().Single().Cause.Should().Be(ResumeCause.Interrupted);
    }

    [Fact]
    public async Task Recover_SuspendedRunWithASignal_IsWoken()
    {
        await using CrashedDesk desk = await CrashedDesk.CreateAsync(t => t.NonIdempotent());
        (await desk.Host.Agent.ResumeAsync(desk.Run).Soon()).Status.Should().Be(RunStatus.Suspended);
        (await desk.Host.Runs.RecoverAsync()).Should().Be(0, "nobody said anything");

        await desk.Host.Runs.SettleAsync(desk.Run, "c", CallSettlement.GivenUp, "clerk");

        (await desk.Host.Runs.RecoverAsync()).Should().Be(1);
        (await desk.Host.Runs.GetAsync(desk.Run))!.Status.Should().Be(RunStatus.Completed);
        (await desk.Host.LogAsync(desk.Run)).Of<RunResumed>().Last().Cause.Should().Be(ResumeCause.Woken);
    }

    [Fact]
    public async Task StartedHost_SuspendedRunIsSettled_GoesOnByItself()
    {
        var store = new InMemoryRunStore();
        var pay = new CountingTool("pay", (_, _) => throw new IOException("reset"));
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        using IHost host = Host(store, model, pay);
        await host.StartAsync();
        AgentRuns runs = host.Services.GetRequiredService<AgentRuns>();
        AgentRun waiting = await host.Services.GetRequiredService<Agent>().RunAsync("Pay.").Soon();
        waiting.Status.Should().Be(RunStatus.Suspended);

        await runs.SettleAsync(waiting.Id, "c", CallSettlement.Happened(), "clerk");

        await RunChecks.UntilAsync(async () => (await runs.GetAsync(waiting.Id))!.Status == RunStatus.Completed);
        pay.Count.Should().Be(1);
        await host.StopAsync();
    }

    [Fact]
    public async Task Recover_RunThatNeverGetsAnywhere_IsQuarantinedAndCanBeResumed()
    {
        var clock = new FakeClock();
        var store = new InMemoryRunStore(clock);
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(_ => ModelReply.Text("Done."));
        using IHost host = Host(new DeadAfterTakeover(store), model, pay, clock, o => (o.MaxRecoveries, o.RecoveryDelay) = (3, TimeSpan.FromSeconds(1)));
        Agent agent = host.Services.GetRequiredService<Agent>();
        AgentRuns runs = host.Services.GetRequiredService<AgentRuns>();
        var broken = (DeadAfterTakeover)host.Services.GetRequiredService<RunStore>();
        broken.DiesAt = 2;
        await agent.Awaiting(a => a.RunAsync("Hi.")).Should().ThrowAsync<RunStoreException>();
        RunId id = (await runs.ListAsync()).Single().Run.RunId;

        for (int i = 0; i < 3; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            broken.DiesAt = 2;
            (await runs.RecoverAsync()).Should().Be(1, "try {0}", i + 1);
            (await runs.GetAsync(id))!.Status.Should().Be(RunStatus.Running);
        }

        broken.DiesAt = int.MaxValue;
        clock.Advance(TimeSpan.FromMinutes(1));
        (await runs.RecoverAsync()).Should().Be(1);
        AgentRun quarantined = (await runs.GetAsync(id))!;
        quarantined.Suspension!.Kind.Should().Be(Suspension.Quarantine, "{0}", quarantined);
        clock.Advance(TimeSpan.FromDays(1));
        (await runs.RecoverAsync()).Should().Be(0, "a person must look at it");

        (await agent.ResumeAsync(id).Soon()).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task StopHost_RunAtWork_IsHandedBackAndGoesOnInAnother()
    {
        var store = new DurableMemory();
        var entered = new TaskCompletionSource();
        var model = new ScriptedChatClient(_ =>
        {
            entered.TrySetResult();
            return ModelReply.Hang();
        });
        using IHost first = Host(store, model, new CountingTool("pay"));
        await first.StartAsync();
        Task<AgentRun> running = first.Services.GetRequiredService<Agent>().RunAsync("Hi.");
        await entered.Task.Soon();

        await first.StopAsync();
        AgentRun left = await running.Soon();

        left.Status.Should().Be(RunStatus.Running);
        left.Reason!.Code.Should().Be(RunReasonCodes.HostStopping);
        using IHost second = Host(store, new ScriptedChatClient(ModelReply.Text("Hello.")), new CountingTool("pay"));
        AgentRuns runs = second.Services.GetRequiredService<AgentRuns>();
        (await runs.RecoverAsync()).Should().Be(1, "it does not wait for the lease to run out");
        AgentRun run = (await runs.GetAsync(left.Id))!;
        run.Text.Should().Be("Hello.");
        run.Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task Run_TakenOverByAnotherWorker_StopsWithoutWriting()
    {
        var clock = new FakeClock();
        var store = new InMemoryRunStore(clock);
        var entered = new TaskCompletionSource();
        using var released = new ManualResetEventSlim();
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(_ =>
        {
            entered.TrySetResult();
            released.Wait(TimeSpan.FromSeconds(20));
            return ModelReply.Call("pay", "{}", "c");
        });
        using IHost host = Host(store, model, pay, new FakeClock());
        Task<AgentRun> running = Task.Run(() => host.Services.GetRequiredService<Agent>().RunAsync("Pay."));
        await entered.Task.Soon();
        RunKey key = (await store.ListAsync(new RunQuery())).Single().Run;

        clock.Advance(TimeSpan.FromHours(1));
        (await store.AcquireAsync(key, new StoreLease("another", TimeSpan.FromHours(1)))).Outcome.Should().Be(AcquireOutcome.Acquired);
        released.Set();

        await FluentActions.Awaiting(() => running.Soon()).Should().ThrowAsync<RunStoreException>().WithMessage("*another owner*");
        pay.Count.Should().Be(0, "the intent could not be written");
    }

    [Fact]
    public async Task Cancel_FromAnotherProcess_ReachesTheRunAtWork()
    {
        var clock = new FakeClock();
        var store = new InMemoryRunStore(clock);
        var entered = new TaskCompletionSource();
        var model = new ScriptedChatClient(_ =>
        {
            entered.TrySetResult();
            return ModelReply.Hang();
        });
        using IHost worker = Host(store, model, new CountingTool("pay"), clock);
        using IHost other = Host(store, new ScriptedChatClient(), new CountingTool("pay"), clock);
        Task<AgentRun> running = worker.Services.GetRequiredService<Agent>().RunAsync("Hi.");
        await entered.Task.Soon();
        RunId id = (await store.ListAsync(new RunQuery())).Single().Run.RunId;

        (await other.Services.GetRequiredService<AgentRuns>().CancelAsync(id, "clerk")).Should().Be(SignalResult.Accepted);
        await RunChecks.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return running.IsCompleted;
        });

        AgentRun run = await running;
        run.Status.Should().Be(RunStatus.Cancelled);
        run.Reason!.Code.Should().Be(RunReasonCodes.CancelledBySignal);
    }

    private static IHost Host(
        RunStore store, IChatClient model, AIFunction pay, TimeProvider? time = null, Action<DurabilityOptions>? configure = null)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(model);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddAgentry()
            .ConfigureDurability(o =>
            {
                o.PollEvery = time is null ? TimeSpan.FromMilliseconds(20) : o.PollEvery;
                configure?.Invoke(o);
            })
            .AddAgent("test", agent => agent.WithTool(pay));
        return builder.Build();
    }

    /// <summary>Breaks at a commit, counted from when it was told to: a process that dies there.</summary>
    private sealed class DeadAfterTakeover(RunStore inner) : DelegatingRunStore(inner)
    {
        private int _commits;

        public int DiesAt
        {
            get => field;
            set
            {
                field = value;
                _commits = 0;
            }
        }

        = int.MaxValue;

        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            ++_commits >= DiesAt ? throw new IOException("dead") : base.CommitAsync(commit, cancellationToken);
    }

    private sealed class DurableMemory() : DelegatingRunStore(new InMemoryRunStore())
    {
        public override bool IsDurable => true;
    }
}
