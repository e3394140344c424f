using System.Net;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>What is spent is reserved before it happens, and never more than there is.</summary>
public sealed class BudgetScenarios
{
    [Theory, BothStoresAndModes]
    public async Task Scenario_81_FiftyParallelBranchesOnOneDollar_NeverExceedIt(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var model = new ScriptedChatClient(_ => ModelReply.Text("Done.").Charged());
        await using TestHost host = disk.Node(model, agent: agent =>
        {
            BudgetDesk.Budgets(maxCost: 1.00m)(agent);
            agent.WithLimits(l => l.MaxTurns = 100);
        }).AndOthers();
        var client = new GuardedChatClient(model, host.Agent.Pipeline);
        RunId id;
        int granted;
        await using (RunScope scope = RunScope.Begin(host.Agent.Pipeline))
        {
            id = scope.RunId;
            bool[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => AskAsync(client, mode, $"branch {i}"))));
            granted = results.Count(r => r);
        }

        granted.Should().Be(3, "a fourth call of 0.30 could exceed 1.00");
        model.Requests.Should().HaveCount(3);
        (await host.Store.CostAsync(id)).Should().Be((0.90m, 0m));
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_81_FiftyParallelRunsOfATenant_NeverExceedItsDay(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var model = new ScriptedChatClient(_ => ModelReply.Text("Done.").Charged());
        await using TestHost host = disk.Node(model, agent: BudgetDesk.Budgets(o => o.Tenant.Day = new BudgetCaps { MaxCost = 1.00m }));

        AgentRun[] runs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => mode.RunAsync(host.Agent, "Go."))));

        runs.Count(r => r.Status == RunStatus.Completed).Should().Be(3);
        runs.Where(r => r.Status != RunStatus.Completed).Should().OnlyContain(r => r.Reason!.Code == RunReasonCodes.Budget);
        AccountBalance balance = await host.Store.TenantAsync();
        (BudgetDesk.Dollars(balance.Spent), balance.Reserved).Should().Be((0.90m, 0));
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_82_ReservationOfACrashedWorker_IsReleasedAfterItsLeaseAndSettledWhenItIsRecovered(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        void Cap(BudgetOptions o) => o.Tenant.Day = new BudgetCaps { MaxCost = 0.50m };
        var store = new MortalStore(disk.Open());
        var dying = new ScriptedChatClient(_ =>
        {
            store.Die();
            return ModelReply.Text("Lost.").Charged();
        });
        await using (TestHost first = disk.Node(dying, store: store, agent: BudgetDesk.Budgets(Cap)).AndOthers())
            await first.Agent.Awaiting(a => mode.RunAsync(a, "Go.")).Should().ThrowAsync<RunStoreException>();
        await using TestHost host = disk.Node(new ScriptedChatClient(_ => ModelReply.Text("Done.").Charged(output: 50)), agent: BudgetDesk.Budgets(Cap)).AndOthers();

        AgentRun refused = await mode.RunAsync(host.Agent, "Go.");
        refused.Status.Should().Be(RunStatus.LimitReached, "0.30 of 0.50 are reserved by a worker that may be alive");
        refused.Reason!.Code.Should().Be(RunReasonCodes.Budget);
        disk.LetLeasesRunOut();
        (await host.Store.TenantAsync()).Reserved.Should().Be(0);
        (await mode.RunAsync(host.Agent, "Go.")).Status.Should().Be(RunStatus.Completed);

        RunId lost = (await host.Runs.ListAsync(new RunQuery { Status = RunStatus.Running })).Single().Run.RunId;
        AgentRun recovered = await mode.ResumeAsync(host.Agent, lost);

        SpendSettled charged = (await host.LogAsync(lost)).Of<SpendSettled>().First();
        (charged.Basis, charged.Cost).Should().Be((SpendBasis.Reserved, BudgetDesk.PerCall));
        charged.Reason.Should().Contain("worker was gone");
        recovered.Status.Should().Be(RunStatus.LimitReached, "what the lost call may have cost is spent: 0.15 and 0.30 of 0.50");
        AccountBalance balance = await host.Store.TenantAsync();
        (BudgetDesk.Dollars(balance.Spent), balance.Reserved).Should().Be((0.45m, 0));
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_83_SettledLowerAndHigherThanReserved_TheNextCallCountsFromThere(StoreKind kind, RunMode mode)
    {
        foreach ((long output, decimal first, RunStatus second) in new[] { (20L, 0.12m, RunStatus.Completed), (500L, 0.60m, RunStatus.LimitReached) })
        {
            await using var disk = new Disk(kind);
            var model = new ScriptedChatClient(ModelReply.Call("look", "{}", "c").Charged(output), ModelReply.Text("Done.").Charged());
            await using TestHost host = disk.Node(model, agent: agent =>
            {
                BudgetDesk.Budgets(maxCost: 0.80m)(agent);
                agent.WithTool(new CountingTool("look"), t => t.ReadOnly());
            });

            AgentRun run = await mode.RunAsync(host.Agent, "Go.");

            run.Status.Should().Be(second, run.ToString());
            IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
            log.Of<SpendReserved>().First().Cost.Should().Be(BudgetDesk.PerCall);
            log.Of<SpendSettled>().First().Cost.Should().Be(first);
            (await host.Store.CostAsync(run.Id)).Should().Be((second == RunStatus.Completed ? first + BudgetDesk.PerCall : first, 0m));
            RunState.Fold(log).Cost.Should().Be((await host.Store.CostAsync(run.Id)).Spent);
        }
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_84_ParentCap_BindsItsSubAgents(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var parent = new ScriptedChatClient(_ => ModelReply.Call("helper", """{"task":"Look."}""").Charged());
        var child = new ScriptedChatClient(_ => ModelReply.Call("look", "{}").Charged());
        await using TestHost host = disk.Node(
            parent,
            agent: agent =>
            {
                BudgetDesk.Budgets(maxCost: 1.00m)(agent);
                agent.WithTool(s => s.GetRequiredKeyedService<Agent>("helper").AsTool());
            },
            all: all => all.AddAgent("helper", helper =>
            {
                BudgetDesk.Budgets(maxCost: 5.00m)(helper);
                helper.WithChatClient(child).WithTool(new CountingTool("look"), t => t.ReadOnly());
            }));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Status.Should().Be(RunStatus.LimitReached, run.ToString());
        (parent.Requests.Count + child.Requests.Count).Should().Be(3, "0.90 of 1.00, whoever spends it");
        (await host.Store.CostAsync(run.Id)).Should().Be((0.90m, 0m));
        RunSummary helped = (await host.Runs.ListAsync(new RunQuery { ParentRun = run.Id.Value })).Single();
        helped.Reason!.Code.Should().Be(RunReasonCodes.Budget);
        (await host.Store.CostAsync(helped.Run.RunId)).Should().Be((0.60m, 0m));
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_84_ChildWithoutBudgetsUnderACap_IsRefused(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var parent = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Look."}""", "c").Charged(), ModelReply.Text("Without help.").Charged());
        var child = new ScriptedChatClient();
        await using TestHost host = disk.Node(
            parent,
            agent: agent =>
            {
                BudgetDesk.Budgets(maxCost: 1.00m)(agent);
                agent.WithTool(s => s.GetRequiredKeyedService<Agent>("helper").AsTool());
            },
            all: all => all.AddAgent("helper", helper => helper.WithChatClient(child)));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        child.Requests.Should().BeEmpty("nobody would hold it to the cap");
        (await host.Runs.ListAsync(new RunQuery { ParentRun = run.Id.Value })).Should().BeEmpty();
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_85_Breach_PausesAndGoesOnAtTheSamePointWhenTheCapIsRaised(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var look = new CountingTool("look");
        Action<IAgentryBuilder> agent = builder =>
        {
            BudgetDesk.Budgets(o => o.OnBreach = BudgetBreach.Suspend, maxCost: 0.50m)(builder);
            builder.WithTool(look, t => t.NonIdempotent());
        };
        AgentRun paused;
        await using (TestHost first = disk.Node(new ScriptedChatClient(ModelReply.Call("look", "{}", "c").Charged()), agent: agent).AndOthers())
        {
            paused = await mode.RunAsync(first.Agent, "Go.");
            paused.Status.Should().Be(RunStatus.Suspended, paused.ToString());
            paused.Suspension!.Kind.Should().Be(Suspension.Budget);
            paused.Turns.Should().Be(1);
            (await first.Runs.RaiseBudgetAsync(paused.Id, 0.50m, "boss", reason: "worth it")).Should().Be(SignalResult.Accepted);
        }

        var model = new ScriptedChatClient(ModelReply.Text("Done.").Charged());
        await using TestHost host = disk.Node(model, agent: agent);

        AgentRun run = await mode.ResumeAsync(host.Agent, paused.Id);

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        run.Turns.Should().Be(2, "the call that waited is the one that is made");
        look.Count.Should().Be(1);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ModelFailed>().Should().BeEmpty();
        log.Of<ModelInterrupted>().Should().BeEmpty();
        log.Single(e => e.Event is BudgetRaised).Actor.Should().Be("boss");
        (await host.Store.CostAsync(run.Id)).Should().Be((0.60m, 0m));
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_86_RetriesAndSummaries_AreCharged(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        int asked = 0;
        var model = new ScriptedChatClient(_ => asked++ switch
        {
            0 => ModelReply.Text("A summary.").Charged(output: 10),
            1 => ModelReply.Throw(new HttpRequestException("busy", null, HttpStatusCode.InternalServerError)),
            _ => ModelReply.Text("Done.").Charged(),
        });
        await using TestHost host = disk.Node(model, agent: agent =>
        {
            BudgetDesk.Budgets(maxCost: 5.00m)(agent);
            agent.AddModelLayer(ModelStage.Context, "summary", (inner, _) => new Summarizer(inner))
                .AddResilience(o => o.Retry.BaseDelay = TimeSpan.FromMilliseconds(1));
        });

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<SpendSettled>().Select(s => (s.Cost, s.Basis)).Should().Equal(
            (0.11m, SpendBasis.Reported), (0.30m, SpendBasis.Reserved), (0.30m, SpendBasis.Reported));
        log.Of<SpendSettled>().Should().OnlyContain(s => s.Turn == 1);
        (await host.Store.CostAsync(run.Id)).Should().Be((0.71m, 0m));
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_86_AttemptThatTheProviderRefused_CostsNothing(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var model = new ScriptedChatClient(
            ModelReply.Throw(new HttpRequestException("slow down", null, HttpStatusCode.TooManyRequests)), ModelReply.Text("Done.").Charged());
        await using TestHost host = disk.Node(model, agent: agent =>
        {
            BudgetDesk.Budgets(maxCost: 5.00m)(agent);
            agent.AddResilience(o => o.Retry.BaseDelay = TimeSpan.FromMilliseconds(1));
        });

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        (await host.CheckAsync(run)).Of<SpendSettled>().Select(s => (s.Cost, s.Basis)).Should().Equal((0m, SpendBasis.Released), (0.30m, SpendBasis.Reported));
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_87_UnknownPrice_IsDeniedUnlessThePolicySaysWhatToAssume(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var model = new ScriptedChatClient(_ => ModelReply.Text("Done.").Charged());
        foreach ((decimal? cap, bool assumes) in new (decimal?, bool)[] { (1m, false), (1m, true), (null, false) })
        {
            int before = model.Requests.Count;
            await using TestHost host = disk.Node(model, agent: agent => agent
                .ConfigureAgent(o => (o.ModelId, o.MaxOutputTokens) = ("nobody-knows-it", 200))
                .WithLimits(l => l.MaxCost = cap)
                .AddBudgets(o =>
                {
                    if (assumes)
                        (o.UnknownPrice, o.AssumedPrice) = (UnknownPriceBehavior.Assume, new ModelPrice { Input = 1000, Output = 1000 });
                })).AndOthers();

            AgentRun run = await mode.RunAsync(host.Agent, "Go.");

            if (cap is not null && !assumes)
            {
                (run.Status, run.Reason!.Code).Should().Be((RunStatus.Failed, RunReasonCodes.UnknownPrice));
                run.Reason.Message.Should().Contain("nobody-knows-it");
                model.Requests.Should().HaveCount(before, "nothing is sent whose cost nobody knows");
                continue;
            }

            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            SpendSettled settled = (await host.LogAsync(run.Id)).Of<SpendSettled>().Single();
            settled.Cost.Should().Be(assumes ? 0.30m : null, "unknown is said and never zero");
        }
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_88_Caps_SurviveARestart(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var store = new MortalStore(disk.Open());
        var pay = new CountingTool("pay", (_, _) =>
        {
            store.Die();
            return new("paid");
        });
        RunLimits limits = new() { MaxTurns = 3, MaxToolCalls = 1, MaxDepth = 0, MaxDuration = TimeSpan.FromMinutes(5), MaxCost = 1.00m };
        ModelReply call = ModelReply.Call("pay", "{}", "c").Charged();
        await using (TestHost first = disk.Node(new ScriptedChatClient(call), pay, t => t.Keyed(), store, agent: BudgetDesk.Budgets(maxCost: 9m)).AndOthers())
            await first.Agent.Awaiting(a => mode.RunAsync(a, new RunRequest("Go.") { Limits = limits })).Should().ThrowAsync<RunStoreException>();
        disk.LetLeasesRunOut();
        RunId id;
        var again = new CountingTool("pay");
        await using TestHost host = disk.Node(
            new ScriptedChatClient(ModelReply.Call("pay", """{"n":2}""", "c2").Charged()), again, t => t.Keyed(), agent: BudgetDesk.Budgets(maxCost: 9m));
        id = (await host.Runs.ListAsync()).Single().Run.RunId;

        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.LimitReached, run.ToString());
        run.Reason!.Code.Should().Be(RunReasonCodes.MaxToolCalls);
        again.Count.Should().Be(1, "the interrupted call alone");
        RunStarted started = (await host.CheckAsync(run)).Of<RunStarted>().Single();
        (started.Limits.MaxTurns, started.Limits.MaxDepth, started.Limits.MaxDuration, started.Limits.MaxCost).Should().Be((3, 0, TimeSpan.FromMinutes(5), 1.00m));
        (await host.Store.CostAsync(id)).Should().Be((0.60m, 0m));
    }

    [Theory, BothStoresAndModes]
    public async Task Warnings_AcrossACrashAndASuspension_AreGivenOnceEach(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        Action<IAgentryBuilder> Agent(AIFunction look) => builder =>
        {
            BudgetDesk.Budgets(o => (o.WarnAt, o.OnBreach) = ([0.25, 0.5, 0.9], BudgetBreach.Suspend), maxCost: 1.00m)(builder);
            builder.WithTool(look, t => t.ReadOnly());
        };
        var store = new MortalStore(disk.Open());
        int asked = 0;
        var dying = new ScriptedChatClient(_ =>
        {
            if (++asked == 2)
                store.Die();
            return ModelReply.Call("look", "{}").Charged();
        });
        await using (TestHost first = disk.Node(dying, store: store, agent: Agent(new CountingTool("look"))).AndOthers())
            await first.Agent.Awaiting(a => mode.RunAsync(a, "Go.")).Should().ThrowAsync<RunStoreException>();
        disk.LetLeasesRunOut();
        await using TestHost host = disk.Node(new ScriptedChatClient(_ => ModelReply.Call("look", """{"n":2}""").Charged()), agent: Agent(new CountingTool("look"))).AndOthers();
        RunId id = (await host.Runs.ListAsync()).Single().Run.RunId;

        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();
        run.Status.Should().Be(RunStatus.Suspended, "0.90 of 1.00 is spent: {0}", run);
        await host.Runs.RaiseBudgetAsync(id, 0.20m, "boss");
        run = await mode.ResumeAsync(host.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Suspended, "1.20 would be spent of 1.20 and is: {0}", run);
        IReadOnlyList<RunLogEntry> log = await host.LogAsync(id);
        log.Of<BudgetWarned>().Select(w => w.Threshold).Should().Equal(0.25, 0.5, 0.9);
        log.Of<BudgetBreached>().Select(b => b.Response).Should().Equal(BudgetBreach.Suspend, BudgetBreach.Suspend);
    }

    private static async Task<bool> AskAsync(GuardedChatClient client, RunMode mode, string text)
    {
        try
        {
            if (mode == RunMode.Plain)
            {
                await client.GetResponseAsync([new ChatMessage(ChatRole.User, text)], new ChatOptions { ModelId = BudgetDesk.Model, MaxOutputTokens = 200 });
                return true;
            }

            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(
                [new ChatMessage(ChatRole.User, text)], new ChatOptions { ModelId = BudgetDesk.Model, MaxOutputTokens = 200 }))
            {
                _ = update;
            }

            return true;
        }
        catch (BudgetExceededException)
        {
            return false;
        }
    }

    /// <summary>Asks the same model for a summary first, through the layers further in.</summary>
    private sealed class Summarizer(IChatClient inner) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await base.GetResponseAsync([new ChatMessage(ChatRole.User, "Summarize.")], options?.Clone(), cancellationToken);
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await base.GetResponseAsync([new ChatMessage(ChatRole.User, "Summarize.")], options?.Clone(), cancellationToken);
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
                yield return update;
        }
    }
}
