using Agentry.Testing;
using Microsoft.Extensions.AI;
using static Agentry.Tests.LoopModes;

namespace Agentry.Tests;

public sealed class RunScopeTests
{
    [Theory, BothModes]
    public async Task Dispose_CallsNobodyRan_AnswersEachAndEndsTheRun(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(
            new ScriptedChatClient(ModelReply.Calls(("pay", "{}", "c1"), ("elsewhere", "{}", "c2")).WithText("Let me see.")), desk.Pipeline);
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline, AgentCaller.Of("ann")))
        {
            run = scope.RunId;
            await mode.AskAsync(client, "Pay.");
        }

        (await desk.KindsAsync(run)).Should().Equal(
            typeof(RunStarted), typeof(ModelReplied), typeof(ToolRefused), typeof(ToolRefused), typeof(RunEnded));
        (await desk.Pipeline.Runs.MessagesAsync(run)).Answers().Should().HaveCount(2).And.OnlyContain(a => a.Contains("was not run here"));
        AgentRun? rebuilt = await desk.Pipeline.Runs.GetAsync(run);
        rebuilt.Should().BeEquivalentTo(new { Status = RunStatus.Completed, Text = "Let me see.", Turns = 1, ToolCalls = 0 }, o => o.ExcludingMissingMembers());
        (await desk.RunsAsync()).Single().Subject.Should().Be("ann");
    }

    [Fact]
    public async Task Dispose_Twice_EndsOnce()
    {
        await using var desk = new LayersDesk();
        RunScope scope = RunScope.Begin(desk.Pipeline);

        await scope.DisposeAsync();
        await scope.DisposeAsync();

        RunScope.Current.Should().BeNull();
        (await desk.KindsAsync(scope.RunId)).Should().Equal(typeof(RunStarted), typeof(RunEnded));
    }

    [Fact]
    public async Task Dispose_ToolAtWorkThatListens_RecordsItsOutcomeBeforeTheEnd()
    {
        await using var desk = new LayersDesk();
        var started = new TaskCompletionSource();
        var tool = new CountingTool("slow", async (_, token) =>
        {
            started.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return null;
        });
        RunScope scope = RunScope.Begin(desk.Pipeline, acceptUnproposed: true);
        ValueTask<object?> call = desk.Guard(tool).InvokeAsync();
        await started.Task;

        await scope.DisposeAsync();

        (await call)!.ToString().Should().Contain("may or may not have happened");
        (await desk.KindsAsync(scope.RunId)).Should().Equal(
            typeof(RunStarted), typeof(CallRequested), typeof(ToolIntended), typeof(ToolCompleted), typeof(RunEnded));
    }

    [Fact]
    public async Task Dispose_DeafToolAtWork_IsUnknownAfterTheGraceAndItsOutcomeComesLate()
    {
        await using var desk = new LayersDesk();
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var tool = new CountingTool("deaf", async (_, _) =>
        {
            started.SetResult();
            await finish.Task;
            return "paid after all";
        });
        RunScope scope = RunScope.Begin(desk.Pipeline, acceptUnproposed: true);
        Task<object?> call = desk.Guard(tool).InvokeAsync().AsTask();
        await started.Task;

        Task ended = scope.DisposeAsync().AsTask();
        await UntilAsync(() => desk.Clock.ArmedTimers > 0);
        ended.IsCompleted.Should().BeFalse("the tool has its grace");
        while (!ended.IsCompleted)
        {
            desk.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await ended;
        (await call)!.ToString().Should().Contain("may or may not have happened");
        finish.SetResult();
        await UntilAsync(async () => (await desk.LogAsync(scope.RunId))[^1].Event is ToolCompleted { Late: true, Outcome: ToolOutcomeKind.Succeeded });
    }

    [Theory, BothModes]
    public async Task Dispose_ModelCallUnderWay_IsGivenUp(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.Deaf()), desk.Pipeline);
        RunScope scope = RunScope.Begin(desk.Pipeline);
        Task<ChatResponse> call = mode.AskAsync(client, "Hello.");

        await scope.DisposeAsync();

        (await call.Invoking(c => c).Should().ThrowAsync<AgentryException>()).Which.RunId.Should().Be(scope.RunId);
        (await desk.KindsAsync(scope.RunId)).Should().Equal(typeof(RunStarted), typeof(ModelInterrupted), typeof(RunEnded));
        (await desk.RunsAsync()).Single().Reason!.Code.Should().Be(RunReasonCodes.ScopeEnded);
    }

    [Fact]
    public async Task Ended_FlowThatOutlivesIt_IsOutsideAnyScope()
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        AIFunction guarded = desk.Guard(pay);
        var go = new TaskCompletionSource();
        Task<object?> late;
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline, acceptUnproposed: true))
        {
            run = scope.RunId;
            late = LaterAsync();
        }

        go.SetResult();

        (await late)!.ToString().Should().Contain("needs a run scope");
        pay.Count.Should().Be(0);
        (await desk.KindsAsync(run)).Should().Equal(typeof(RunStarted), typeof(RunEnded));

        async Task<object?> LaterAsync()
        {
            await go.Task;
            return await guarded.InvokeAsync();
        }
    }

    [Theory, BothModes]
    public async Task Nested_InnerScope_IsAChildRunThatCountsAgainstTheOuterOne(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(_ => ModelReply.Text("Yes.").WithUsage(30, 30)), desk.Pipeline);
        AgentCaller caller = AgentCaller.Of("ann", "orders");
        RunScope outer = RunScope.Begin(desk.Pipeline, caller, new RunLimits { MaxTokens = 100 });
        RunScope inner = RunScope.Begin(desk.Pipeline);
        RunScope.Current.Should().BeSameAs(inner);
        await mode.AskAsync(client, "One?");
        await inner.DisposeAsync();
        RunScope.Current.Should().BeSameAs(outer);
        await mode.AskAsync(client, "Two?");
        Func<Task> third = () => mode.AskAsync(client, "Three?");
        (await third.Should().ThrowAsync<AgentryException>()).Which.FailureClass.Should().Be(FailureClass.Refused);
        await outer.DisposeAsync();
        RunScope.Current.Should().BeNull();

        IReadOnlyList<RunSummary> runs = await desk.RunsAsync();
        RunSummary child = runs.Should().ContainSingle(r => r.Run.RunId == inner.RunId).Subject;
        child.ParentRun.Should().Be(outer.RunId.Value);
        child.Subject.Should().Be("ann");
        child.Tokens.Should().Be(60);
        runs.Should().ContainSingle(r => r.Run.RunId == outer.RunId).Which.Should().BeEquivalentTo(
            new { Status = RunStatus.LimitReached, Tokens = 60L }, o => o.ExcludingMissingMembers());
    }

    [Fact]
    public async Task Nested_OuterDisposedFirst_CurrentIsNeverAnEndedScope()
    {
        await using var desk = new LayersDesk();
        RunScope outer = RunScope.Begin(desk.Pipeline);
        RunScope inner = RunScope.Begin(desk.Pipeline);

        await outer.DisposeAsync();
        RunScope.Current.Should().BeSameAs(inner);
        await inner.DisposeAsync();

        RunScope.Current.Should().BeNull();
        (await desk.RunsAsync()).Single(r => r.Run.RunId == inner.RunId).Reason!.Code.Should().Be(RunReasonCodes.ParentEnded);
    }

    [Fact]
    public async Task Nested_InsideATool_IsAChildOfThatCall()
    {
        await using var desk = new LayersDesk();
        RunId? child = null;
        RunScope? seen = null;
        var tool = new CountingTool("research", async (_, _) =>
        {
            seen = RunScope.Current;
            await using RunScope scope = RunScope.Begin(desk.Pipeline);
            child = scope.RunId;
            return "found";
        });
        await using (RunScope scope = RunScope.Begin(desk.Pipeline, acceptUnproposed: true))
        {
            await desk.Guard(tool).InvokeAsync();
            seen.Should().BeSameAs(scope);
        }

        RunStarted started = (RunStarted)(await desk.LogAsync(child!.Value))[0].Event;
        started.ParentCallId.Should().Be("requested_0");
        started.Depth.Should().Be(1);
    }

    [Theory, BothModes]
    public async Task ModelCallInsideATool_OfTheSameScope_LeavesEveryCallAnswered(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var model = new ScriptedChatClient(
            ModelReply.Call("research", "{}", "c1"), ModelReply.Call("look", "{}", "c1"), ModelReply.Text("Found."), ModelReply.Text("Here."));
        ForeignToolLoop loop = desk.Loop(model);
        AIFunction look = desk.Guard(new CountingTool("look"), t => t.ReadOnly());
        AIFunction research = desk.Guard(
            new CountingTool("research", async (_, token) => (await mode.AskAsync(loop, "Look it up.", Tools(look), token)).Text), t => t.ReadOnly());
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            run = scope.RunId;
            (await mode.AskAsync(loop, "Research.", Tools(research))).Text.Should().EndWith("Here.");
        }

        RunState state = await desk.Pipeline.Runs.StateAsync(run);
        state.Calls.Should().HaveCount(2).And.OnlyContain(c => c.Outcome == ToolOutcomeKind.Succeeded);
        model.Requests[3].Messages.Answers().Single().Should().Contain("Found.");
    }

    [Theory, BothModes]
    public async Task TwoScopesAtOnce_SameCalls_DoNotMix(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay", (arguments, _) => new(arguments["amount"]!.ToString()));
        AIFunction guarded = desk.Guard(pay);
        var model = new ScriptedChatClient(request => request.Messages[^1].Role == ChatRole.Tool
            ? ModelReply.Text($"Paid {request.Messages.Answers().Single()}.")
            : ModelReply.Call("pay", $$"""{"amount":{{request.Messages[0].Text}}}""", "c1"));
        ForeignToolLoop loop = desk.Loop(model);

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            await using RunScope scope = RunScope.Begin(desk.Pipeline, AgentCaller.Of($"caller-{i % 20}"));
            return (await mode.AskAsync(loop, $"{i % 20}", Tools(guarded))).Messages[^1].Text;
        })));

        answers.Should().Equal(Enumerable.Range(0, 40).Select(i => $"Paid {i % 20}."));
        pay.Count.Should().Be(40);
        pay.Invocations.Select(i => i.IdempotencyKey).Should().OnlyHaveUniqueItems();
        (await desk.RunsAsync()).Should().HaveCount(40).And.OnlyContain(r => r.ToolCalls == 1 && r.Turns == 2);
    }

    [Fact]
    public async Task ParallelInvocations_OfOneProposal_RunOnce()
    {
        await using var desk = new LayersDesk();
        var go = new TaskCompletionSource();
        var pay = new CountingTool("pay", async (_, _) =>
        {
            await go.Task;
            return "receipt 7";
        });
        AIFunction guarded = desk.Guard(pay);
        await using (RunScope.Begin(desk.Pipeline))
        {
            await new GuardedChatClient(new ScriptedChatClient(ModelReply.Call("pay")), desk.Pipeline).GetResponseAsync("Pay.");
            Task<object?>[] calls = [.. Enumerable.Range(0, 16).Select(_ => Task.Run(() => guarded.InvokeAsync().AsTask()))];
            await UntilAsync(() => pay.Count > 0);
            go.SetResult();
            (await Task.WhenAll(calls)).Should().OnlyContain(a => Equals(a, "receipt 7"));
        }

        pay.Count.Should().Be(1);
    }

    [Fact]
    public async Task TwoEqualProposalsInOneReply_RunTwiceAndNoThirdTime()
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        AIFunction guarded = desk.Guard(pay);
        await using (RunScope.Begin(desk.Pipeline))
        {
            await new GuardedChatClient(new ScriptedChatClient(ModelReply.Calls(("pay", "{}", "c1"), ("pay", "{}", "c2"))), desk.Pipeline)
                .GetResponseAsync("Pay twice.");
            for (int i = 0; i < 3; i++)
                await guarded.InvokeAsync();
        }

        pay.Invocations.Select(i => i.IdempotencyKey).Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Retry_ThatNoLongerAsksForACall_WithdrawsIt()
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        var client = new GuardedChatClient(
            new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("No need to."), ModelReply.Call("pay")), desk.Pipeline);
        AIFunction guarded = desk.Guard(pay);
        await using (RunScope.Begin(desk.Pipeline))
        {
            await client.GetResponseAsync("Pay if you must.");
            await client.GetResponseAsync("Pay if you must.");
            await guarded.InvokeAsync();
            pay.Count.Should().Be(0);
            await client.GetResponseAsync("Pay if you must.");
            await guarded.InvokeAsync();
            await guarded.InvokeAsync();
        }

        pay.Count.Should().Be(1);
    }

    [Fact]
    public async Task Cancel_BeforeTheToolBegins_GivesTheGrantBack()
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        AIFunction guarded = desk.Guard(pay);
        await using (RunScope.Begin(desk.Pipeline))
        {
            await new GuardedChatClient(new ScriptedChatClient(ModelReply.Call("pay")), desk.Pipeline).GetResponseAsync("Pay.");
            Func<Task> cancelled = () => guarded.InvokeAsync(null, new CancellationToken(canceled: true)).AsTask();
            await cancelled.Should().ThrowAsync<OperationCanceledException>();
            (await guarded.InvokeAsync()).Should().Be("done");
        }

        pay.Count.Should().Be(1);
    }

    [Fact]
    public async Task Cancel_WhileTheToolRuns_IsUnknownAndNeverRunsAgain()
    {
        await using var desk = new LayersDesk();
        using var stop = new CancellationTokenSource();
        var pay = new CountingTool("pay", async (_, token) =>
        {
            await stop.CancelAsync();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return "paid";
        });
        AIFunction guarded = desk.Guard(pay);
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            run = scope.RunId;
            await new GuardedChatClient(new ScriptedChatClient(ModelReply.Call("pay")), desk.Pipeline).GetResponseAsync("Pay.");
            object? first = await guarded.InvokeAsync(null, stop.Token);
            object? second = await guarded.InvokeAsync();
            first!.ToString().Should().Contain("may or may not have happened");
            second.Should().Be(first);
        }

        pay.Count.Should().Be(1);
        (await desk.LogAsync(run)).Select(e => e.Event).OfType<ToolCompleted>().Should().ContainSingle().Which.Outcome.Should().Be(ToolOutcomeKind.Unknown);
    }

    [Theory, BothModes]
    public async Task Signal_CancelsTheScope(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.Text("Hello."), ModelReply.Text("Still here.")), desk.Pipeline);
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            run = scope.RunId;
            await mode.AskAsync(client, "Hello.");
            (await desk.Pipeline.Runs.CancelAsync(run, "operator", "enough")).Should().Be(SignalResult.Accepted);
            Func<Task> next = () => mode.AskAsync(client, "Are you there?");
            await next.Should().ThrowAsync<AgentryException>();
        }

        (await desk.KindsAsync(run)).Should().Equal(typeof(RunStarted), typeof(ModelReplied), typeof(CancelRequested), typeof(RunEnded));
        (await desk.RunsAsync()).Single().Status.Should().Be(RunStatus.Cancelled);
    }

    [Fact]
    public async Task Function_OfAnotherPipeline_RunsThroughItsOwnLayers()
    {
        await using var desk = new LayersDesk();
        await using var host = new TestHost(
            new ScriptedChatClient(),
            agent => agent.WithTool(new CountingTool("look"), t => t.ReadOnly()).AddToolLayer(ToolStage.Policy, "no", _ => new RefuseLayer()));
        await using (RunScope.Begin(desk.Pipeline, acceptUnproposed: true))
            (await host.Agent.Functions[0].InvokeAsync()).Should().Be("No.");
    }

    internal static async Task UntilAsync(Func<bool> condition) => await UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; i < 1_000_000; i++)
        {
            if (await condition())
                return;
            await Task.Yield();
        }

        throw new TimeoutException("It did not come to pass.");
    }

    private sealed class RefuseLayer : IToolLayer
    {
        public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
            new(ToolOutcome.Refuse("no", "No."));
    }
}
