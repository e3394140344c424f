using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class RunLayerTests
{
    [Theory, BothModes]
    public async Task Admission_Blocks_ModelIsNotAskedAndNothingOfTheInputIsLogged(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("Hi."));
        await using var host = new TestHost(model, agent => agent.Layer(
            RunStage.Admission, (_, _, _) => new(RunOutcome.Block(new RunReason("too_many", "Come back later.")))));

        AgentRun run = await mode.RunAsync(host.Agent, "secret-17").Soon();

        run.Status.Should().Be(RunStatus.Blocked);
        run.Reason!.Code.Should().Be("too_many");
        run.Messages.Should().BeEmpty();
        model.Requests.Should().BeEmpty();
        (await host.CheckAsync(run)).Select(e => e.Event.GetType()).Should().Equal(typeof(RunStarted), typeof(RunEnded));
    }

    [Theory, BothModes]
    public async Task InputGuardrail_RewritesTheInput_OnlyTheRewrittenTextIsLoggedAndSent(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("Hi."));
        await using var host = new TestHost(model, agent => agent.Layer(RunStage.InputGuardrail, (context, next, token) =>
        {
            context.Input = [new ChatMessage(ChatRole.User, "My card is [card].")];
            return next(context, token);
        }));

        AgentRun run = await mode.RunAsync(host.Agent, "My card is 4111.").Soon();

        model.Requests[0].Messages.Single().Text.Should().Be("My card is [card].");
        run.Messages[0].Text.Should().Be("My card is [card].");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        BlobRef logged = log.Of<InputAccepted>().Single().Messages.Single();
        (await host.Runs.ContentAsync(run.Id, logged)).GetRawText().Should().Contain("[card]").And.NotContain("4111");
    }

    [Theory, BothModes]
    public async Task OutputGuardrail_RewritesTheAnswer_NothingElseIsStreamed(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("look").WithText("The code is secret-17, wait."), ModelReply.Text("It is secret-17 indeed."));
        await using var host = new TestHost(
            model,
            agent => agent.WithTool(new CountingTool("look")).Layer(RunStage.OutputGuardrail, async (context, next, token) =>
            {
                RunOutcome outcome = await next(context, token);
                return outcome with { Text = outcome.Text.Replace("secret-17", "[code]", StringComparison.Ordinal) };
            }));
        List<RunUpdate> updates = [];

        AgentRun run = await mode.RunAsync(host.Agent, "Tell.", updates).Soon();

        run.Text.Should().Be("It is [code] indeed.");
        if (mode == RunMode.Streaming)
            string.Concat(updates.OfType<TextUpdate>().Select(t => t.Text)).Should().Be(run.Text);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task OutputGuardrail_RunIsCancelled_TextThatItDidNotSeeStaysBack(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("look").WithText("It is secret-17."), ModelReply.HangAfter("Still secret-17"));
        await using var host = new TestHost(
            model, agent => agent.WithTool(new CountingTool("look")).Layer(RunStage.OutputGuardrail, (context, next, token) => next(context, token)));
        using var cancel = new CancellationTokenSource();
        List<RunUpdate> updates = [];

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Tell.", updates, cancel.Token);
        await RunChecks.UntilAsync(() => model.Requests.Count == 2);
        await cancel.CancelAsync();
        AgentRun run = await running.Soon();

        run.Status.Should().Be(RunStatus.Cancelled);
        run.Text.Should().BeEmpty();
        updates.OfType<TextUpdate>().Should().BeEmpty();
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task ThrowingLayer_FailsTheRunClosed(RunMode mode)
    {
        foreach (RunStage stage in Enum.GetValues<RunStage>())
        {
            foreach (bool after in new[] { false, true })
            {
                var model = new ScriptedChatClient(ModelReply.Text("secret-17"));
                await using var host = new TestHost(model, agent => agent.Layer(stage, async (context, next, token) =>
                {
                    if (after)
                        await next(context, token);
                    throw new InvalidOperationException("secret-18");
                }));

                AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

                run.Status.Should().Be(RunStatus.Failed);
                run.Reason!.Code.Should().Be(RunReasonCodes.LayerFailed);
                run.Reason.Message.Should().NotContain("secret");
                run.Text.Should().BeEmpty();
                model.Requests.Should().HaveCount(after ? 1 : 0);
                await host.CheckAsync(run);
            }
        }
    }

    [Theory, BothModes]
    public async Task Layer_ThrowsACancellationNobodyAskedFor_IsAFailure(RunMode mode)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("Hi.")),
            agent => agent.Layer(RunStage.InputGuardrail, (_, _, _) => throw new OperationCanceledException("its own")));

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        run.Reason!.Code.Should().Be(RunReasonCodes.LayerFailed);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Layer_SuspendsWithoutSayingWhatFor_IsSuspendedAllTheSame(RunMode mode)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("Hi.")),
            agent => agent.Layer(RunStage.OutputGuardrail, async (context, next, token) =>
            {
                await next(context, token);
                return new RunOutcome { Status = RunStatus.Suspended };
            }));

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.").Soon();

        run.Status.Should().Be(RunStatus.Suspended);
        run.PendingApprovals.Should().BeEmpty();
    }
}
