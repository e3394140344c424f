using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>Every way a run can end is told completely by its log; the comparison itself is in the teardown of <see cref="TestHost"/>.</summary>
public sealed class LogRebuildTests
{
    private static readonly ModelReply Calling = ModelReply.Call("act", "{}", "c1").WithUsage(7, 3).WithText("Let me see.");

    [Theory, BothModes]
    public async Task Rebuild_ToolThrows_IsWhatWasReturned(RunMode mode)
    {
        var tool = new CountingTool("act", (_, _) => throw new InvalidOperationException("secret"));
        await using var host = new TestHost(new ScriptedChatClient(Calling, ModelReply.Text("Sorry.")), agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed);
        LogRebuild log = await LogRebuild.FromAsync(host.Store, new RunKey("", run.Id));
        log.Calls.Should().ContainSingle().Which.Outcome.Should().Be("Failed");
    }

    [Theory, BothModes]
    public async Task Rebuild_ModelFailsAfterATurn_KeepsTheTurnAndNoText(RunMode mode)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(Calling, ModelReply.Throw(new HttpRequestException("down"))), agent => agent.WithTool(new CountingTool("act")));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Failed);
        run.Text.Should().BeEmpty();
        run.Turns.Should().Be(2);
    }

    [Theory, BothModes]
    public async Task Rebuild_ModelFailsAtOnceAndTheRequestHoldsAnAssistantMessage_TextIsNotTheRequests(RunMode mode)
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Throw(new HttpRequestException("down"))));

        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest(
            [new ChatMessage(ChatRole.User, "Hi."), new ChatMessage(ChatRole.Assistant, "Hello."), new ChatMessage(ChatRole.User, "Go.")]));

        run.Text.Should().BeEmpty();
        (await host.Runs.GetAsync(run.Id))!.Text.Should().BeEmpty();
    }

    [Theory, BothModes]
    public async Task Rebuild_LimitReached_KeepsThePartialText(RunMode mode)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(_ => Calling), agent => agent.WithTool(new CountingTool("act")).WithLimits(l => l.MaxTurns = 3));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.LimitReached);
        run.Text.Should().Be("Let me see.");
        run.Usage.InputTokenCount.Should().Be(21);
    }

    [Theory, BothModes]
    public async Task Rebuild_CancelledInATool_EveryCallHasAnAnswer(RunMode mode)
    {
        using var source = new CancellationTokenSource();
        var tool = new CountingTool("act", async (_, token) =>
        {
            await source.CancelAsync();
            token.ThrowIfCancellationRequested();
            return "done";
        });
        var model = new ScriptedChatClient(ModelReply.Calls(("act", "{}", "c1"), ("act", "{}", "c2"), ("act", "{}", "c3")));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.", cancellationToken: source.Token);

        run.Status.Should().Be(RunStatus.Cancelled);
        tool.Count.Should().Be(1);
        run.Messages[^1].Contents.OfType<FunctionResultContent>().Select(r => r.CallId).Should().Equal("c1", "c2", "c3");
    }

    [Theory, BothModes]
    public async Task Rebuild_BlockedReplyWithACall_TheCallHasAnAnswer(RunMode mode)
    {
        var tool = new CountingTool("act");
        await using var host = new TestHost(
            new ScriptedChatClient(Calling.WithFinishReason(ChatFinishReason.ContentFilter)), agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Blocked);
        tool.Count.Should().Be(0);
        run.Messages[^1].Role.Should().Be(ChatRole.Tool);
    }

    [Theory, BothModes]
    public async Task Rebuild_Suspended_NamesWhatWaits(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Calls(("look", "{}", "c1"), ("act", "{}", "c2")).WithText("One moment."));
        await using var host = new TestHost(model, agent => agent
            .WithTool(new CountingTool("look"), t => t.ReadOnly())
            .WithTool(new ApprovalRequiredAIFunction(new CountingTool("act"))));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.AwaitingApproval);
        run.Text.Should().Be("One moment.");
        run.PendingApprovals.Should().ContainSingle().Which.CallId.Should().Be("c2");
        LogRebuild log = await LogRebuild.FromAsync(host.Store, new RunKey("", run.Id));
        log.Calls.Select(c => c.Outcome).Should().Equal("Succeeded", null);
    }

    [Theory, BothModes]
    public async Task Rebuild_SuspendedRunCancelled_EndsWithEveryCallAnswered(RunMode mode)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(Calling), agent => agent.WithTool(new ApprovalRequiredAIFunction(new CountingTool("act"))));
        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        (await host.Runs.CancelAsync(run.Id, "someone", "changed my mind")).Should().Be(SignalResult.Accepted);

        AgentRun over = (await host.Runs.GetAsync(run.Id))!;
        over.Status.Should().Be(RunStatus.Cancelled);
        over.Messages[^1].Role.Should().Be(ChatRole.Tool);
        ReturnedRuns.Note(host.Agent, over);
    }

    [Theory, BothModes]
    public async Task Rebuild_LayerRewritesTheAnswer_TextIsTheRewrittenOne(RunMode mode)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("My number is 555.")),
            agent => agent.AddRunLayer(RunStage.OutputGuardrail, "redact", _ => new Rewriter()));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Text.Should().Be("My number is [gone].");
        (await host.Runs.GetAsync(run.Id))!.Text.Should().Be(run.Text);
    }

    [Fact]
    public async Task Rebuild_ReplyOfSeveralMessages_TextIsThatOfAll()
    {
        using var model = new TwoMessages();
        await using var host = new TestHost(model);

        AgentRun run = await RunMode.Plain.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed);
        run.Text.Should().ContainAll("First", "Second");
        (await host.Runs.GetAsync(run.Id))!.Text.Should().Be(run.Text);
    }

    [Theory, BothModes]
    public async Task Rebuild_RunOfATenant_IsCheckedToo(RunMode mode)
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Hello.")));

        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("Hi.") { Caller = new AgentCaller { Tenant = "acme", Subject = "s" } });

        (await host.Runs.GetAsync(run.Id)).Should().BeNull();
        (await host.Runs.GetAsync(run.Id, "acme"))!.Text.Should().Be("Hello.");
    }

    [Theory, BothModes]
    public async Task Rebuild_LayerSuspendsWithoutSayingForWhat_IsStillALog(RunMode mode)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("Hello.")), agent => agent.AddRunLayer(RunStage.Admission, "pause", _ => new Pauser()));

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.");

        run.Status.Should().Be(RunStatus.Suspended);
    }

    private sealed class Rewriter : IRunLayer
    {
        public async ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken)
        {
            RunOutcome outcome = await next(context, cancellationToken);
            return outcome with { Text = outcome.Text.Replace("555", "[gone]", StringComparison.Ordinal) };
        }
    }

    private sealed class Pauser : IRunLayer
    {
        public ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken) =>
            new(new RunOutcome { Status = RunStatus.Suspended });
    }

    private sealed class TwoMessages : DelegatingChatClient
    {
        public TwoMessages()
            : base(new ScriptedChatClient())
        {
        }

        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse([new ChatMessage(ChatRole.Assistant, "First."), new ChatMessage(ChatRole.Assistant, "Second.")])
            {
                FinishReason = ChatFinishReason.Stop,
            });
    }
}
