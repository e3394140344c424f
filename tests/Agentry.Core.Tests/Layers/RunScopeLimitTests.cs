using Agentry.Testing;
using Microsoft.Extensions.AI;
using static Agentry.Tests.LoopModes;

namespace Agentry.Tests;

public sealed class RunScopeLimitTests
{
    [Theory, BothModes]
    public async Task Turns_UsedUp_RefusesTheNextModelCall(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var model = new ScriptedChatClient(_ => ModelReply.Call("look"));
        Func<Task> endless = () => mode.AskAsync(desk.Loop(model), "Look.", Tools(desk.Guard(new CountingTool("look"), t => t.ReadOnly())));
        await using (RunScope.Begin(desk.Pipeline, limits: new RunLimits { MaxTurns = 3 }))
            (await endless.Should().ThrowAsync<AgentryException>()).Which.Message.Should().Contain(RunReasonCodes.MaxTurns);

        model.Requests.Should().HaveCount(3);
        (await desk.RunsAsync()).Single().Should().BeEquivalentTo(new { Status = RunStatus.LimitReached, Turns = 3 }, o => o.ExcludingMissingMembers());
    }

    [Theory, BothModes]
    public async Task Turns_FailedCalls_CountToo(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new InvalidOperationException("no")));
        var client = new GuardedChatClient(model, desk.Pipeline);
        await using (RunScope.Begin(desk.Pipeline, limits: new RunLimits { MaxTurns = 2 }))
        {
            Func<Task> ask = () => mode.AskAsync(client, "Hello.");
            await ask.Should().ThrowAsync<InvalidOperationException>();
            await ask.Should().ThrowAsync<InvalidOperationException>();
            await ask.Should().ThrowAsync<AgentryException>();
        }

        model.Requests.Should().HaveCount(2);
    }

    [Theory, BothModes]
    public async Task P12_Tokens_UsageWithoutTotal_CountsInputAndOutput(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(_ => ModelReply.Text("Yes.").WithUsage(40, 10)), desk.Pipeline);
        await using (RunScope.Begin(desk.Pipeline, limits: new RunLimits { MaxTokens = 100 }))
        {
            ChatResponse response = await mode.AskAsync(client, "One?");
            response.Usage!.TotalTokenCount.Should().BeNull();
            await mode.AskAsync(client, "Two?");
            Func<Task> third = () => mode.AskAsync(client, "Three?");
            (await third.Should().ThrowAsync<AgentryException>()).Which.Message.Should().Contain(RunReasonCodes.MaxTokens);
        }

        (await desk.RunsAsync()).Single().Tokens.Should().Be(100);
    }

    [Fact]
    public async Task P12_Tokens_OnlyTheTotalReported_CountsIt()
    {
        await using var desk = new LayersDesk();
        using var client = new GuardedChatClient(new TotalOnly(), desk.Pipeline);
        await using (RunScope.Begin(desk.Pipeline))
            await client.GetResponseAsync("Hello.");

        (await desk.RunsAsync()).Single().Tokens.Should().Be(70);
    }

    [Theory]
    [InlineData(RunMode.Plain, null, 2, RunReasonCodes.MaxToolCalls)]
    [InlineData(RunMode.Streaming, null, 2, RunReasonCodes.MaxToolCalls)]
    [InlineData(RunMode.Plain, 2, null, RunReasonCodes.MaxCallsPerTool)]
    [InlineData(RunMode.Streaming, 2, null, RunReasonCodes.MaxCallsPerTool)]
    public async Task ToolCalls_UsedUp_RefusesTheNextOneAndTheLoopGoesOn(RunMode mode, int? perTool, int? all, string code)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(
            ModelReply.Calls(("pay", """{"n":1}""", null), ("pay", """{"n":2}""", "b"), ("pay", """{"n":3}""", "c")), ModelReply.Text("Two were paid."));
        await using (RunScope.Begin(desk.Pipeline, limits: new RunLimits { MaxToolCalls = all, MaxCallsPerTool = perTool }))
            await mode.AskAsync(desk.Loop(model), "Pay.", Tools(desk.Guard(pay)));

        pay.Count.Should().Be(2);
        model.Requests[1].Messages.Answers().Last().Should().Contain(code);
        RunSummary run = (await desk.RunsAsync()).Single();
        run.Status.Should().Be(RunStatus.LimitReached);
        run.Reason!.Code.Should().Be(code);
    }

    [Theory, BothModes]
    public async Task Repairs_UsedUp_RefusesTheNextModelCall(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var model = new ScriptedChatClient(request => ModelReply.Call("pay", "{\"cut", $"c{request.Index}"));
        Func<Task> endless = () => mode.AskAsync(desk.Loop(model), "Pay.", Tools(desk.Guard(new CountingTool("pay"))));
        await using (RunScope.Begin(desk.Pipeline, limits: new RunLimits { MaxRepairs = 1 }))
            (await endless.Should().ThrowAsync<AgentryException>()).Which.Message.Should().Contain(RunReasonCodes.RepairsExhausted);

        model.Requests.Should().HaveCount(2);
    }

    [Theory, BothModes]
    public async Task Duration_Over_GivesUpWhatIsAtWorkAndRefusesTheRest(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        var client = new GuardedChatClient(new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Hang()), desk.Pipeline);
        AIFunction guarded = desk.Guard(pay);
        await using (RunScope.Begin(desk.Pipeline, limits: new RunLimits { MaxDuration = TimeSpan.FromSeconds(10) }))
        {
            await mode.AskAsync(client, "Pay.");
            Task<ChatResponse> hanging = mode.AskAsync(client, "And?");
            desk.Clock.Advance(TimeSpan.FromSeconds(10));
            (await hanging.Invoking(h => h).Should().ThrowAsync<AgentryException>()).Which.FailureClass.Should().Be(FailureClass.Timeout);
            (await guarded.InvokeAsync())!.ToString().Should().Contain("the run ended first");
        }

        pay.Count.Should().Be(0);
        RunSummary run = (await desk.RunsAsync()).Single();
        run.Reason!.Code.Should().Be(RunReasonCodes.MaxDuration);
        run.Status.Should().Be(RunStatus.LimitReached);
    }

    [Theory]
    [InlineData(RunMode.Plain, false)]
    [InlineData(RunMode.Plain, true)]
    [InlineData(RunMode.Streaming, false)]
    [InlineData(RunMode.Streaming, true)]
    public async Task StepDuration_Over_GivesUpTheCallAndLeavesTheScopeUsable(RunMode mode, bool deaf)
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(
            new ScriptedChatClient(deaf ? ModelReply.Deaf() : ModelReply.Hang(), ModelReply.Text("Here.")), desk.Pipeline);
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline, limits: new RunLimits { MaxStepDuration = TimeSpan.FromSeconds(10) }))
        {
            run = scope.RunId;
            Task<ChatResponse> hanging = mode.AskAsync(client, "Hello?");
            desk.Clock.Advance(TimeSpan.FromSeconds(10));
            (await hanging.Invoking(h => h).Should().ThrowAsync<AgentryException>()).Which.FailureClass.Should().Be(FailureClass.Timeout);
            (await mode.AskAsync(client, "Hello?")).Text.Should().Be("Here.");
        }

        (await desk.KindsAsync(run)).Should().Equal(
            typeof(RunStarted), typeof(LatencyBreached), typeof(ModelInterrupted), typeof(ModelReplied), typeof(RunEnded));
        (await desk.RunsAsync()).Single().Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task Depth_TooDeep_RefusesTheModelCall()
    {
        await using var desk = new LayersDesk();
        var client = new GuardedChatClient(new ScriptedChatClient(), desk.Pipeline);
        await using RunScope outer = RunScope.Begin(desk.Pipeline, limits: new RunLimits { MaxDepth = 0 });
        await using RunScope inner = RunScope.Begin(desk.Pipeline);
        Func<Task> ask = () => client.GetResponseAsync("Hello.");

        (await ask.Should().ThrowAsync<AgentryException>()).Which.Message.Should().Contain(RunReasonCodes.MaxDepth);
    }

    private sealed class TotalOnly : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello.")) { Usage = new UsageDetails { TotalTokenCount = 70 } });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
