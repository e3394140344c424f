using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agentry.Tests;

/// <summary>What a started host does by itself.</summary>
public sealed class StartedHostTests
{
    [Theory, BothStores]
    public async Task Retention_RunsThatEndedBefore_ArePruned(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var model = new ScriptedChatClient(r => r.Messages[^1].Text == "Pay." ? ModelReply.Call("pay") : ModelReply.Text("Hi."));
        using IHost host = Start(disk.Open(), model, clock, o => (o.Retention, o.PollEvery) = (TimeSpan.FromDays(30), TimeSpan.FromMinutes(30)), new CountingTool("pay", (_, _) => throw new IOException("reset")));
        AgentRuns runs = host.Services.GetRequiredService<AgentRuns>();
        Agent agent = host.Services.GetRequiredService<Agent>();
        RunId old = (await agent.RunAsync(new RunRequest("Hi.") { IdempotencyKey = "k" }).Soon()).Id;
        RunId waiting = (await agent.RunAsync("Pay.").Soon()).Id;
        clock.Advance(TimeSpan.FromDays(20));
        RunId young = (await agent.RunAsync("Hi.").Soon()).Id;
        await host.StartAsync();
        (await runs.ListAsync()).Should().HaveCount(3);

        await RunChecks.UntilAsync(async () =>
        {
            // An hour at a time: it looks whenever it polls, at most once a minute of this clock.
            if (clock.GetUtcNow() < new DateTimeOffset(2026, 4, 5, 0, 0, 0, TimeSpan.Zero))
                clock.Advance(TimeSpan.FromHours(1));
            return await runs.GetAsync(old) is null;
        });

        (await runs.GetAsync(young))!.Status.Should().Be(RunStatus.Completed, "its time has not come");
        (await runs.GetAsync(waiting))!.Status.Should().Be(RunStatus.Suspended, "what is not over is not forgotten");
        (await agent.RunAsync(new RunRequest("Hi.") { IdempotencyKey = "k" }).Soon()).Id.Should().NotBe(old);
        await host.StopAsync();
    }

    [Theory, BothStores]
    public async Task WakeAt_OfALayersSuspension_TheRunGoesOnAtItsTime(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        bool open = false;
        DateTimeOffset wakeAt = disk.Clock.GetUtcNow() + TimeSpan.FromHours(2);
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Paid."));
        using IHost host = Start(disk.Open(), model, TimeProvider.System, o => o.PollEvery = TimeSpan.FromMilliseconds(20), pay, agent => agent.AddToolLayer(
            ToolStage.Policy,
            "office-hours",
            _ => new LambdaToolLayer((context, next, token) => open
                ? next(context, token)
                : new(ToolOutcome.Suspend(new Suspension { Kind = "office_hours", Message = "The office opens at two.", WakeAt = wakeAt })))));
        await host.StartAsync();
        AgentRuns runs = host.Services.GetRequiredService<AgentRuns>();
        AgentRun waiting = await host.Services.GetRequiredService<Agent>().RunAsync("Pay.").Soon();
        (waiting.Status, waiting.Suspension!.WakeAt).Should().Be((RunStatus.Suspended, wakeAt));

        open = true;
        disk.Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        (await runs.RecoverAsync()).Should().Be(0, "not a moment before");
        pay.Count.Should().Be(0);
        disk.Clock.Advance(TimeSpan.FromTicks(1));

        await RunChecks.UntilAsync(async () => (await runs.GetAsync(waiting.Id))!.Status == RunStatus.Completed);
        pay.Count.Should().Be(1);
        (await runs.StateAsync(waiting.Id)).Calls.Should().ContainSingle();
        await host.StopAsync();
    }

    [Fact]
    public async Task StopHost_RunsAtWork_TheirLeasesAreGivenBackAtOnce()
    {
        await using var disk = new Disk(StoreKind.Sqlite);
        const int Runs = 5;
        var model = new ScriptedChatClient(_ => ModelReply.Hang());
        using IHost host = Start(disk.Open(), model, TimeProvider.System, null, new CountingTool("pay"));
        await host.StartAsync();
        Agent agent = host.Services.GetRequiredService<Agent>();
        Task<AgentRun>[] running = [.. Enumerable.Range(0, Runs).Select(_ => agent.RunAsync("Hi."))];
        await RunChecks.UntilAsync(() => model.Requests.Count == Runs);
        RunStore other = disk.Open();
        RunKey[] keys = [.. (await other.ListAsync(new RunQuery())).Select(s => s.Run)];
        var lease = new StoreLease("another", TimeSpan.FromMinutes(1));
        (await other.AcquireAsync(keys[0], lease)).Outcome.Should().Be(AcquireOutcome.Held);

        await host.StopAsync();

        foreach (Task<AgentRun> run in running)
        {
            AgentRun left = await run.Soon();
            (left.Status, left.Reason!.Code).Should().Be((RunStatus.Running, RunReasonCodes.HostStopping));
        }

        (await other.ClaimAsync(new RunClaim { Lease = lease, Agents = ["test"] })).Should().HaveCount(Runs, "by the clock of the store no time has passed");
    }

    [Fact]
    public async Task Durability_EverythingWrong_IsReportedTogetherAtStart()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Agentry:Durability:LeaseDuraton"] = "00:00:30",
            ["Agentry:Durability:PollEvery"] = "soon",
            ["Agentry:Agents:test:Tools:pai:Effect"] = "Keyed",
            ["Agentry:Sqlite:BusyTimout"] = "00:00:05",
        });
        builder.Services.AddSingleton<IChatClient>(new ScriptedChatClient());
        builder.Services.AddAgentry(builder.Configuration.GetSection("Agentry"))
            .UseSqlite("Data Source=:memory:")
            .ConfigureDurability(o => (o.LeaseDuration, o.MaxConcurrentRecoveries, o.MaxRecoveries) = (TimeSpan.Zero, 5_000, 0))
            .AddAgent("test", agent => agent.WithTool(new CountingTool("pay")).WithLimits(l => l.MaxTurns = -1));
        using IHost host = builder.Build();

        AgentryConfigurationException thrown = (await host.Awaiting(h => h.StartAsync()).Should().ThrowAsync<AgentryConfigurationException>()).Which;

        foreach (string said in (string[])[
            "'LeaseDuraton' is not an option", "'LeaseDuration'", "MaxRecoveries", "MaxConcurrentRecoveries", "PollEvery", "'pai'", "'BusyTimout'", "memory", "MaxTurns"])
        {
            thrown.Errors.Should().Contain(e => e.Contains(said, StringComparison.Ordinal), said);
        }

        thrown.Errors.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Durability_ConfigurationBeatsCode()
    {
        var model = new ScriptedChatClient(ModelReply.Text("Hi."), ModelReply.Text("Hi."));
        await using var disk = new Disk(StoreKind.Memory);
        await using TestHost host = disk.Node(
            model,
            all: all => all.ConfigureDurability(o => o.IdempotencyKeyLifetime = TimeSpan.FromDays(1)),
            configuration: new Dictionary<string, string?> { ["Agentry:Durability:IdempotencyKeyLifetime"] = "00:01:00" });
        AgentRun first = await host.Agent.RunAsync(new RunRequest("Hi.") { IdempotencyKey = "k" }).Soon();

        disk.Clock.Advance(TimeSpan.FromMinutes(2));

        (await host.Agent.RunAsync(new RunRequest("Hi.") { IdempotencyKey = "k" }).Soon()).Id.Should().NotBe(first.Id);
    }

    private static IHost Start(
        RunStore store, IChatClient model, TimeProvider clock, Action<DurabilityOptions>? configure, AIFunction pay, Action<IAgentryBuilder>? configureAgent = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(model);
        builder.Services.AddSingleton(clock);
        builder.Services.AddAgentry()
            .ConfigureDurability(configure ?? (_ => { }))
            .AddAgent("test", agent =>
            {
                agent.WithTool(pay);
                configureAgent?.Invoke(agent);
            });
        return builder.Build();
    }
}
