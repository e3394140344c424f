using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class MisbehavingModelTests
{
    [Theory, BothModes]
    public async Task Model_ReturnsNothing_FailsTheRun(RunMode mode)
    {
        foreach (ModelReply reply in new[] { ModelReply.Empty(), ModelReply.Text("  \n"), ModelReply.Of([new TextReasoningContent("hm")], ChatFinishReason.Stop) })
        {
            await using var host = new TestHost(new ScriptedChatClient(reply));

            AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

            run.Status.Should().Be(RunStatus.Failed);
            run.Reason!.Code.Should().Be(RunReasonCodes.EmptyReply);
            run.FailureClass.Should().Be(FailureClass.InvalidResponse);
            await host.CheckAsync(run);
        }
    }

    [Theory, BothModes]
    public async Task Model_ReturnsNothingAfterATool_PartialTextReadsTheSameFromTheLog(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("look").WithText("Let me look."), ModelReply.Empty());
        await using var host = new TestHost(model, agent => agent.WithTool(new CountingTool("look")));

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.EmptyReply);
        await host.CheckAsync(run);
        run.Messages.Should().OnlyContain(m => m.Contents.Count > 0, "providers refuse empty messages");
    }

    [Theory, BothModes]
    public async Task Calls_WithEmptyOrDoubleIds_EachGetsItsOwnAnswer(RunMode mode)
    {
        AIContent Call(string id) => new FunctionCallContent(id, "look", new Dictionary<string, object?>());
        var model = new ScriptedChatClient(
            ModelReply.Of([Call("call_1_1"), Call(""), Call("x"), Call("x"), Call("call_1_4"), Call("")], ChatFinishReason.ToolCalls),
            ModelReply.Text("Done."));
        var tool = new CountingTool("look");
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        tool.Count.Should().Be(6);
        model.Requests[1].Messages[^1].Contents.Cast<FunctionResultContent>().Select(r => r.CallId)
            .Should().HaveCount(6).And.OnlyHaveUniqueItems().And.NotContain("");
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Calls_SameIdsInEveryTurn_AreToldApart(RunMode mode)
    {
        var model = new ScriptedChatClient(r => r.Index < 4 ? ModelReply.Call("look", $$"""{"n":{{r.Index}}}""", "same") : ModelReply.Text("Done."));
        var tool = new CountingTool("look", (a, _) => new($"seen {a["n"]}"));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        tool.Invocations.Select(i => i.IdempotencyKey).Should().OnlyHaveUniqueItems();
        model.Requests[4].Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.Result!.ToString())
            .Should().Equal("seen 0", "seen 1", "seen 2", "seen 3");
        await host.CheckAsync(run);
        (await host.Runs.MessagesAsync(run.Id)).SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.Result!.ToString())
            .Should().Equal("seen 0", "seen 1", "seen 2", "seen 3");
    }

    [Theory, BothModes]
    public async Task ToolName_WithOddCharacters_IsAnUnknownTool(RunMode mode)
    {
        foreach (string name in new[] { "", " ", "look\0", "<script>", "../look", "LOOK", new string('x', 5000), "\ud800", "工具", "look\n- /a: expected" })
        {
            var model = new ScriptedChatClient(
                ModelReply.Of([new FunctionCallContent("c", name, new Dictionary<string, object?>())], ChatFinishReason.ToolCalls),
                ModelReply.Text("Done."));
            var tool = new CountingTool("look");
            await using var host = new TestHost(model, agent => agent.WithTool(tool));

            AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

            run.Status.Should().Be(RunStatus.Completed, $"{run} for '{name}'");
            tool.Count.Should().Be(0);
            model.Requests[1].AnswerTo("c").Length.Should().BeLessThan(500);
            (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.UnknownTool);
        }
    }

    [Theory, BothModes]
    public async Task Arguments_ThatHaveNoJson_FailTheRunInsteadOfThrowing(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Of(
            [new FunctionCallContent("c", "look", new Dictionary<string, object?> { ["n"] = double.NaN })], ChatFinishReason.ToolCalls));
        var tool = new CountingTool("look");
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        tool.Count.Should().Be(0);
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task Stream_CutWithoutFinishReason_FailsAsTransientWithThePartialText()
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Cut("Your order is").WithUsage(10, 3)));

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Hi.").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        run.Reason!.Code.Should().Be(RunReasonCodes.ModelFailed);
        run.FailureClass.Should().Be(FailureClass.Transient);
        run.Text.Should().Be("Your order is");
        run.Usage.TotalTokenCount.Should().Be(13, "what was streamed is charged");
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task Stream_CutAfterACall_TheCallDoesNotRun()
    {
        var tool = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Call("pay").WithFinishReason(null));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Hi.").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        tool.Count.Should().Be(0);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task FinishReasonLength_WithText_IsALimitWithThePartialText(RunMode mode)
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Once upon a").WithFinishReason(ChatFinishReason.Length)));

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

        run.Status.Should().Be(RunStatus.LimitReached);
        run.Reason!.Code.Should().Be(RunReasonCodes.OutputCut);
        run.Text.Should().Be("Once upon a");
        run.FinishReason.Should().Be(ChatFinishReason.Length);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task FinishReasonContentFilter_WithCalls_BlocksAndRunsNothing(RunMode mode)
    {
        var tool = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Call("pay").WithText("I will").WithFinishReason(ChatFinishReason.ContentFilter));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

        run.Status.Should().Be(RunStatus.Blocked);
        run.Reason!.Code.Should().Be(RunReasonCodes.ContentFilter);
        run.FinishReason.Should().Be(ChatFinishReason.ContentFilter);
        tool.Count.Should().Be(0);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Model_Throws_IsATypedFailureWithoutItsText(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Throw(new HttpRequestException("secret-17", null, System.Net.HttpStatusCode.TooManyRequests)));
        await using var host = new TestHost(model);

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        run.Reason!.Code.Should().Be(RunReasonCodes.ModelFailed);
        run.Reason.Message.Should().NotContain("secret-17");
        run.FailureClass.Should().Be(FailureClass.Throttled);
        (await host.CheckAsync(run)).Of<ModelFailed>().Single().FailureClass.Should().Be(FailureClass.Throttled);
    }

    [Theory, BothModes]
    public async Task Model_ThrowsACancellationNobodyAskedFor_IsAFailure(RunMode mode)
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Throw(new TaskCanceledException("its own timeout"))));

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        run.FailureClass.Should().Be(FailureClass.Timeout);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Model_EndsItsStreamQuietlyWhenCancelled_RunIsCancelledAndNotFailed(RunMode mode)
    {
        using var cancel = new CancellationTokenSource();
        await using var host = new TestHost(new QuietClient(cancel));

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.", cancellationToken: cancel.Token).Soon();

        run.Status.Should().Be(RunStatus.Cancelled);
        (await host.CheckAsync(run)).Of<ModelInterrupted>().Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task Model_Deaf_CancelEndsTheRunAtOnce(RunMode mode)
    {
        foreach (ModelReply reply in new[] { ModelReply.Hang(), ModelReply.Deaf(), ModelReply.HangAfter("Half an answer") })
        {
            var model = new ScriptedChatClient(reply);
            await using var host = new TestHost(model, services: s => s.AddSingleton<TimeProvider>(new FakeClock()));
            using var cancel = new CancellationTokenSource();

            Task<AgentRun> running = mode.RunAsync(host.Agent, "Hi.", cancellationToken: cancel.Token);
            await RunChecks.UntilAsync(() => model.Requests.Count == 1);
            await cancel.CancelAsync();
            AgentRun run = await running.Soon();

            run.Status.Should().Be(RunStatus.Cancelled);
            run.Reason!.Code.Should().Be(RunReasonCodes.CancelledByCaller);
            await host.CheckAsync(run);
        }
    }

    [Theory, BothModes]
    public async Task Model_ReturnsNull_FailsAsAModelFailure(RunMode mode)
    {
        await using var host = new TestHost(new NullClient());

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        run.Reason!.Code.Should().Be(RunReasonCodes.ModelFailed);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Usage_ReportedInPieces_IsAddedUpForAnInterruptedCall(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Of(
            [
                new UsageContent(new UsageDetails { InputTokenCount = 100 }),
                new TextContent("Half"),
                new UsageContent(new UsageDetails { OutputTokenCount = 7 }),
            ],
            null));
        await using var host = new TestHost(model);

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

        if (mode == RunMode.Streaming)
            (run.Usage.InputTokenCount, run.Usage.OutputTokenCount).Should().Be((100, 7));
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Input_WithOrphanResultsAndOpenCalls_IsSentWellFormed(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("Hi."));
        await using var host = new TestHost(model);
        var request = new RunRequest(
        [
            new ChatMessage(ChatRole.User, "Before."),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("ghost", "x")]),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("open", "look", new Dictionary<string, object?>())]),
            new ChatMessage(ChatRole.User, "Now."),
        ]);

        AgentRun run = await mode.RunAsync(host.Agent, request).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        RunChecks.WellFormed(model.Requests[0].Messages);
        await host.CheckAsync(run);
    }

    private sealed class NullClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult<ChatResponse>(null!);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return null!;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>Takes a cancelled token as a reason to stop without a word.</summary>
    private sealed class QuietClient(CancellationTokenSource cancel) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await cancel.CancelAsync();
            throw new InvalidOperationException("stopped");
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "Half");
            await cancel.CancelAsync();
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
