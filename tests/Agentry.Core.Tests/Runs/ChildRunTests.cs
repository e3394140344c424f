using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class ChildRunTests
{
    private static readonly AgentCaller Ann = AgentCaller.Of("ann", "orders") with { Tenant = "acme" };

    [Theory, BothModes]
    public async Task Child_KnowsItsParentCallerAndDepth_AndItsAnswerIsTheResult(RunMode mode)
    {
        var parent = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Look it up."}""", "c").WithUsage(10, 1), ModelReply.Text("It is 42."));
        var child = new ScriptedChatClient(ModelReply.Text("42").WithUsage(100, 1));
        await using TestHost host = Family(parent, child);

        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("What is it?") { Caller = Ann }).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        parent.Requests[1].AnswerTo("c").Should().Be("42");
        child.Requests[0].Messages.Single().Text.Should().Be("Look it up.");
        RunSummary summary = (await host.Runs.ListAsync(new RunQuery { Tenant = "acme", ParentRun = run.Id.Value })).Single();
        IReadOnlyList<RunLogEntry> log = await host.LogAsync(summary.Run.RunId, "acme");
        RunStarted started = log.Of<RunStarted>().Single();
        (started.ParentRun, started.ParentCallId, started.Depth).Should().Be((run.Id.Value, "c", 1));
        started.Caller.Should().BeEquivalentTo(Ann);
        run.Usage.TotalTokenCount.Should().Be(11, "a run's usage is its own");
        await host.CheckAsync(run, "acme");
    }

    [Theory, BothModes]
    public async Task ChildTokens_CountAgainstTheParentsLimit(RunMode mode)
    {
        var parent = new ScriptedChatClient(_ => ModelReply.Call("helper", """{"task":"Look."}""").WithUsage(10, 0));
        var child = new ScriptedChatClient(_ => ModelReply.Text("42").WithUsage(100, 0));
        await using TestHost host = Family(parent, child, agent => agent.WithLimits(l => l.MaxTokens = 215));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.MaxTokens);
        parent.Requests.Should().HaveCount(2);
    }

    [Theory, BothModes]
    public async Task ChildToolCalls_CountAgainstTheParentsLimit(RunMode mode)
    {
        var look = new CountingTool("look");
        var parent = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Look."}"""), ModelReply.Text("Done."));
        var child = new ScriptedChatClient(_ => ModelReply.Call("look"));
        await using TestHost host = Family(parent, child, agent => agent.WithLimits(l => l.MaxToolCalls = 4), helper => helper.WithTool(look));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        look.Count.Should().Be(3, "the call of the child is one of the four");
        run.Status.Should().Be(RunStatus.Completed, run.ToString());
    }

    [Theory, BothModes]
    public async Task MaxDepth_AgentsThatCallEachOtherForEver_End(RunMode mode)
    {
        var parent = new ScriptedChatClient(_ => ModelReply.Call("helper", """{"task":"You."}"""));
        var child = new ScriptedChatClient(_ => ModelReply.Call("again", """{"task":"No, you."}"""));
        await using var host = new TestHost(
            parent,
            agent => agent.WithTool(s => s.GetRequiredKeyedService<Agent>("helper").AsTool()).WithLimits(l => (l.MaxDepth, l.MaxTurns) = (3, 2)),
            all => all.AddAgent("helper", helper => helper
                .WithChatClient(child)
                .WithTool(s => s.GetRequiredKeyedService<Agent>("helper").AsTool("again"))
                .WithLimits(l => l.MaxTurns = 2)));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Status.Should().Be(RunStatus.LimitReached);
        IReadOnlyList<RunSummary> runs = await host.Runs.ListAsync(new RunQuery { Take = 1000 });
        runs.Should().Contain(r => r.Reason!.Code == RunReasonCodes.MaxDepth);
        runs.Should().OnlyContain(r => r.Status.IsTerminal());
    }

    [Theory, BothModes]
    public async Task Cancel_OfTheParent_EndsTheWholeTree(RunMode mode)
    {
        var parent = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Look."}"""));
        var child = new ScriptedChatClient(ModelReply.Hang());
        await using TestHost host = Family(parent, child);
        using var cancel = new CancellationTokenSource();

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.", cancellationToken: cancel.Token);
        await RunChecks.UntilAsync(() => child.Requests.Count == 1);
        await cancel.CancelAsync();
        AgentRun run = await running.Soon();

        run.Status.Should().Be(RunStatus.Cancelled);
        await host.CheckAsync(run);
        RunSummary summary = (await host.Runs.ListAsync(new RunQuery { ParentRun = run.Id.Value })).Single();
        summary.Status.Should().Be(RunStatus.Cancelled);
        summary.Reason!.Code.Should().Be(RunReasonCodes.ParentEnded);
    }

    [Theory, BothModes]
    public async Task Child_Fails_ParentIsToldSafelyAndGoesOn(RunMode mode)
    {
        var parent = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Look."}""", "c"), ModelReply.Text("It did not work."));
        var child = new ScriptedChatClient(ModelReply.Throw(new IOException("secret-17")));
        await using TestHost host = Family(parent, child);

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        parent.Requests[1].AnswerTo("c").Should().Contain("ended without an answer").And.NotContain("secret-17");
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Failed);
    }

    [Theory, BothModes]
    public async Task Child_IsSuspended_ParentIsToo_AndResumingTheParentResumesTheChild(RunMode mode)
    {
        bool approved = false;
        var pay = new CountingTool("pay");
        var parent = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Pay."}""").WithUsage(10, 0), ModelReply.Text("Paid."));
        var child = new ScriptedChatClient(ModelReply.Call("pay").WithUsage(100, 0), ModelReply.Text("I paid.").WithUsage(100, 0));
        await using TestHost host = Family(
            parent,
            child,
            agent => agent.WithLimits(l => (l.MaxToolCalls, l.MaxTokens) = (2, 215)),
            helper => helper.WithTool(pay).Suspend(_ => !Volatile.Read(ref approved)));

        AgentRun waiting = await mode.RunAsync(host.Agent, "Pay.").Soon();

        waiting.Status.Should().Be(RunStatus.AwaitingApproval);
        waiting.Suspension!.ChildRun.Should().NotBeNull();
        await host.CheckAsync(waiting);

        approved = true;
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        run.Status.Should().Be(RunStatus.Completed, $"limits count each call and token once: {run}");
        pay.Count.Should().Be(1);
        run.ToolCalls.Should().Be(1);
        await host.CheckAsync(run);
        RunSummary only = (await host.Runs.ListAsync(new RunQuery { ParentRun = run.Id.Value })).Single();
        only.Run.RunId.Value.Should().Be(waiting.Suspension.ChildRun);
        only.Status.Should().Be(RunStatus.Completed);
    }

    [Theory, BothModes]
    public async Task ChildTokens_UsedBeforeASuspension_CountAfterIt(RunMode mode)
    {
        bool approved = false;
        var parent = new ScriptedChatClient(_ => ModelReply.Call("helper", """{"task":"Pay."}""").WithUsage(10, 0));
        var child = new ScriptedChatClient(ModelReply.Call("pay").WithUsage(500, 0), ModelReply.Text("I paid.").WithUsage(500, 0));
        await using TestHost host = Family(
            parent,
            child,
            agent => agent.WithLimits(l => l.MaxTokens = 1000),
            helper => helper.WithTool(new CountingTool("pay")).Suspend(_ => !Volatile.Read(ref approved)));
        AgentRun waiting = await mode.RunAsync(host.Agent, "Pay.").Soon();

        approved = true;
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.MaxTokens);
        parent.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Cancel_OfASuspendedParent_EndsTheSuspendedChild()
    {
        var parent = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Pay."}"""));
        var child = new ScriptedChatClient(ModelReply.Call("pay"));
        await using TestHost host = Family(parent, child, null, helper => helper.WithTool(new CountingTool("pay")).Suspend(_ => true));
        AgentRun waiting = await host.Agent.RunAsync("Pay.").Soon();

        await host.Runs.CancelAsync(waiting.Id, "operator");

        AgentRun ended = (await host.Runs.GetAsync(new RunId(waiting.Suspension!.ChildRun!)))!;
        ended.Status.Should().Be(RunStatus.Cancelled);
        ended.Reason!.Code.Should().Be(RunReasonCodes.ParentEnded);
        await host.CheckAsync(ended);
    }

    [Theory, BothModes]
    public async Task RepeatedAttempt_OfTheSameCall_FindsTheSameChild(RunMode mode)
    {
        var parent = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Look."}"""), ModelReply.Text("Done."));
        var child = new ScriptedChatClient(ModelReply.Text("42"));
        await using TestHost host = Family(parent, child, agent => agent.Layer(ToolStage.Retry, async (context, next, token) =>
        {
            await next(context, token);
            return await next(context, token);
        }));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        child.Requests.Should().ContainSingle();
        (await host.Runs.ListAsync(new RunQuery { ParentRun = run.Id.Value })).Should().ContainSingle();
    }

    private static TestHost Family(
        IChatClient parent, IChatClient child, Action<IAgentryBuilder>? agent = null, Action<IAgentryBuilder>? helper = null) => new(
        parent,
        a =>
        {
            a.WithTool(s => s.GetRequiredKeyedService<Agent>("helper").AsTool());
            agent?.Invoke(a);
        },
        all => all.AddAgent("helper", h =>
        {
            h.WithChatClient(child);
            helper?.Invoke(h);
        }));

    [Fact]
    public async Task AgentAsTool_WithoutADeclaredEffect_IsKeyed()
    {
        await using var inner = new TestHost(new ScriptedChatClient(ModelReply.Text("done")));
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("hi")), agent => agent.WithTool(inner.Agent.AsTool("helper")));

        host.Agent.Tools.Single().Effect.Should().Be(ToolEffect.Keyed);
    }

    [Theory, BothModes]
    public async Task AgentAsTool_TakingLongerThanAStep_IsNotCutByTheParentsStepLimit(RunMode mode)
    {
        var clock = new FakeClock();
        var slow = new CountingTool("slow", async (_, _) =>
        {
            clock.Advance(TimeSpan.FromMinutes(4));
            await Task.Yield();
            return "ok";
        });
        var childModel = new ScriptedChatClient(ModelReply.Call("slow"), ModelReply.Call("slow"), ModelReply.Text("child done"));
        await using var child = new TestHost(childModel, a => a.WithTool(slow, t => t.ReadOnly()), services: s => s.AddSingleton<TimeProvider>(clock));
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Call("helper", """{"task":"work"}"""), ModelReply.Text("parent done")),
            a => a.WithTool(child.Agent.AsTool("helper")),
            services: s => s.AddSingleton<TimeProvider>(clock));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Text.Should().Be("parent done", run.ToString());
        run.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Single().Result!.ToString().Should().Be("child done");
    }
}
