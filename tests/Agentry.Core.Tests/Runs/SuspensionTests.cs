using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class SuspensionTests
{
    [Theory, BothModes]
    public async Task OneOfThreeCalls_Suspended_SiblingsRunOnceAndResumeRunsOnlyThatCall(RunMode mode)
    {
        bool approved = false;
        int permission = 0;
        CountingTool pay = new("pay");
        CountingTool look = new("look", (_, _) => new("seen"));
        var model = new ScriptedChatClient(
            ModelReply.Calls(("look", """{"n":1}""", "l1"), ("pay", """{"amount":7}""", "p"), ("look", """{"n":2}""", "l2")).WithText("I need to pay."),
            ModelReply.Text("Paid."));
        await using var host = new TestHost(model, agent => agent
            .WithTool(pay).WithTool(look, t => t.ReadOnly())
            .Layer(ToolStage.Permission, (context, next, token) =>
            {
                if (context.CallId == "p")
                    Interlocked.Increment(ref permission);
                return next(context, token);
            })
            .Suspend(c => c.Contract.Name == "pay" && !Volatile.Read(ref approved)));
        List<RunUpdate> updates = [];

        AgentRun waiting = await mode.RunAsync(host.Agent, "Pay.", updates).Soon();

        waiting.Status.Should().Be(RunStatus.AwaitingApproval);
        waiting.Text.Should().Be("I need to pay.");
        waiting.PendingApprovals.Should().ContainSingle().Which.CallId.Should().Be("p");
        waiting.PendingApprovals[0].ArgumentsHash.Should().NotBeNull();
        waiting.Suspension!.Tool.Should().Be("pay");
        (look.Count, pay.Count).Should().Be((2, 0));
        if (mode == RunMode.Streaming)
            updates.OfType<SuspendedUpdate>().Single().Waiting.Single().CallId.Should().Be("p");
        await host.CheckAsync(waiting);

        approved = true;
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (look.Count, pay.Count, permission).Should().Be((2, 1, 2));
        run.ToolCalls.Should().Be(3);
        model.Requests[1].Messages[^1].Contents.Cast<FunctionResultContent>().Select(r => r.CallId).Should().Equal("l1", "p", "l2");
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Call_SuspendedTwice_RunsOnceAfterTheSecondResume(RunMode mode)
    {
        int approvals = 0;
        CountingTool pay = new("pay");
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Paid."));
        await using var host = new TestHost(model, agent => agent.WithTool(pay).Suspend(_ => Volatile.Read(ref approvals) < 2));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();
        string? hash = run.PendingApprovals.Single().ArgumentsHash;
        for (int i = 1; i <= 2; i++)
        {
            run.Status.Should().Be(RunStatus.AwaitingApproval);
            run.PendingApprovals.Single().ArgumentsHash.Should().Be(hash);
            approvals = i;
            run = await mode.ResumeAsync(host.Agent, run.Id).Soon();
        }

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(1);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<RunSuspended>().Should().HaveCount(2);
        log.Of<RunResumed>().Should().HaveCount(2);
    }

    [Theory, BothModes]
    public async Task ApprovalRequiredFunction_IsSuspendedAlone(RunMode mode)
    {
        CountingTool pay = new("pay");
        CountingTool look = new("look");
        var model = new ScriptedChatClient(ModelReply.Calls(("look", "{}", null), ("pay", "{}", null)));
        await using var host = new TestHost(model, agent => agent
            .WithTool(new ApprovalRequiredAIFunction(pay)).WithTool(look, t => t.ReadOnly()));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        run.Status.Should().Be(RunStatus.AwaitingApproval);
        (look.Count, pay.Count).Should().Be((1, 0));
        (await host.CheckAsync(run)).Of<ToolSuspended>().Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task Suspension_OfAnotherKind_IsSuspendedAndNotAwaitingApproval(RunMode mode)
    {
        bool open = false;
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Paid."));
        await using var host = new TestHost(
            model, agent => agent.WithTool(new CountingTool("pay")).Suspend(_ => !Volatile.Read(ref open), "office_hours"));

        AgentRun waiting = await mode.RunAsync(host.Agent, "Pay.").Soon();

        waiting.Status.Should().Be(RunStatus.Suspended);
        waiting.PendingApprovals.Should().BeEmpty();
        waiting.Suspension!.Kind.Should().Be("office_hours");
        open = true;
        (await mode.ResumeAsync(host.Agent, waiting.Id).Soon()).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task Watch_AcrossASuspension_SeesEveryEventOnce()
    {
        bool approved = false;
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Paid."));
        await using var host = new TestHost(model, agent => agent.WithTool(new CountingTool("pay")).Suspend(_ => !Volatile.Read(ref approved)));
        AgentRun waiting = await host.Agent.RunAsync("Pay.").Soon();

        Task<List<long>> watching = Task.Run(async () =>
        {
            List<long> seen = [];
            await foreach (RunLogEntry entry in host.Runs.WatchAsync(waiting.Id))
                seen.Add(entry.Sequence);
            return seen;
        });
        approved = true;
        AgentRun run = await host.Agent.ResumeAsync(waiting.Id).Soon();

        List<long> seen = await watching.Soon();
        seen.Should().Equal((await host.CheckAsync(run)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Resume_ByManyAtOnce_RunsTheCallOnce()
    {
        for (int i = 0; i < 20; i++)
        {
            bool approved = false;
            CountingTool pay = new("pay");
            var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Paid."));
            await using var host = new TestHost(model, agent => agent.WithTool(pay).Suspend(_ => !Volatile.Read(ref approved)));
            AgentRun waiting = await host.Agent.RunAsync("Pay.").Soon();
            approved = true;

            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => host.Agent.ResumeAsync(waiting.Id)))).Soon();

            await RunChecks.UntilAsync(async () => (await host.Runs.GetAsync(waiting.Id))!.Status.IsTerminal());
            pay.Count.Should().Be(1);
            await host.CheckAsync((await host.Runs.GetAsync(waiting.Id))!);
        }
    }

    [Fact]
    public async Task Resume_UnknownRun_IsMisuse()
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Hi.")));

        await host.Agent.Invoking(a => a.ResumeAsync(new RunId("nothing"))).Should().ThrowAsync<AgentryException>();
    }

    [Theory, BothModes]
    public async Task Resume_EndedRun_ReturnsItAsItIs(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("Hi."));
        await using var host = new TestHost(model);
        AgentRun run = await host.Agent.RunAsync("Hi.").Soon();

        AgentRun again = await mode.ResumeAsync(host.Agent, run.Id).Soon();

        again.Text.Should().Be("Hi.");
        model.Requests.Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task Resume_AfterACrashBehindTheIntent_NonIdempotentCallIsUnknownAndNotRunAgain(RunMode mode)
    {
        (TestHost host, RunId id, CountingTool pay, ScriptedChatClient model) = await CrashedAsync(t => t.NonIdempotent().WhenUnknown(UnknownOutcomeHandling.TellModel));
        await using (host)
        {
            AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            pay.Count.Should().Be(1);
            (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
            model.Requests[^1].AnswerTo("c").Should().Contain("may or may not");
        }
    }

    [Theory, BothModes]
    public async Task Resume_AfterACrashBehindTheIntent_KeyedCallRunsAgainUnderItsKey(RunMode mode)
    {
        (TestHost host, RunId id, CountingTool pay, _) = await CrashedAsync(t => t.Keyed());
        await using (host)
        {
            AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            pay.Invocations.Should().HaveCount(2);
            pay.Invocations.Select(i => i.IdempotencyKey).Distinct().Should().ContainSingle();
            run.ToolCalls.Should().Be(1);
            await host.CheckAsync(run);
        }
    }

    /// <summary>A run whose store broke after the tool had run, as if the process had died there.</summary>
    private static async Task<(TestHost Host, RunId Run, CountingTool Pay, ScriptedChatClient Model)> CrashedAsync(Action<ToolBuilder> effect)
    {
        var store = new HookedStore();
        bool isDead = false;
        store.OnCommit = (_, _) => isDead ? throw new IOException("disk") : default;
        int started = 0;
        var pay = new CountingTool("pay", (_, _) =>
        {
            isDead = ++started == 1;
            return new("paid");
        });
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var host = new TestHost(
            model,
            agent => agent.WithTool(pay, effect).WithLimits(l => l.MaxToolCalls = 1),
            services: s => s.AddSingleton<RunStore>(store));
        await host.Agent.Invoking(a => a.RunAsync("Pay.")).Should().ThrowAsync<RunStoreException>();
        pay.Count.Should().Be(1);
        isDead = false;
        return (host, (await host.Runs.ListAsync()).Single().Run.RunId, pay, model);
    }
}
