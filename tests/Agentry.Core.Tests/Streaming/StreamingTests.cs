using System.Runtime.CompilerServices;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class StreamingTests
{
    [Fact]
    public async Task Updates_OfARunWithATool_ComeInOrderAndEndWithDone()
    {
        var model = new ScriptedChatClient(ModelReply.Call("look", "{}", "c").WithText("Wait."), ModelReply.Text("It is here."));
        await using var host = new TestHost(model, agent => agent.WithTool(new CountingTool("look")));
        List<RunUpdate> updates = [];

        await RunMode.Streaming.RunAsync(host.Agent, "Look.", updates).Soon();

        updates.Select(u => u.GetType().Name).Should().Equal(
            nameof(RunOpenedUpdate),
            nameof(TurnStartedUpdate), nameof(TextUpdate), nameof(ToolProposedUpdate), nameof(ToolFinishedUpdate),
            nameof(TurnStartedUpdate), nameof(TextUpdate), nameof(TextUpdate), nameof(TextUpdate), nameof(RunDoneUpdate));
        updates.OfType<ToolFinishedUpdate>().Single().Answer.Should().Be("done");
    }

    [Fact]
    public async Task Opened_ComesFirst_AndNamesARunThatOthersCanRead()
    {
        var model = new ScriptedChatClient(ModelReply.Text("It is here."));
        await using var host = new TestHost(model);
        await using IAsyncEnumerator<RunUpdate> stream = host.Agent.RunStreamingAsync("Look.").GetAsyncEnumerator();

        (await stream.MoveNextAsync().AsTask().Soon()).Should().BeTrue();
        RunId id = stream.Current.Should().BeOfType<RunOpenedUpdate>().Subject.RunId;
        (await host.Runs.GetAsync(id)).Should().NotBeNull();
        RunUpdate last = stream.Current;
        while (await stream.MoveNextAsync().AsTask().Soon())
            last = stream.Current;

        last.Should().BeOfType<RunDoneUpdate>().Which.Run.Id.Should().Be(id);
    }

    [Fact]
    public async Task Opened_OfASuspendedRunThatGoesOn_IsNotToldAgain()
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Paid."));
        await using var host = new TestHost(model, agent => agent.WithTool(new ApprovalRequiredAIFunction(new CountingTool("pay"))));
        AgentRun waiting = await host.Agent.RunAsync("Pay.").Soon();
        List<RunUpdate> updates = [];

        await foreach (RunUpdate update in host.Agent.ResumeStreamingAsync(waiting.Id))
            updates.Add(update);

        waiting.Status.Should().Be(RunStatus.AwaitingApproval);
        updates.Should().NotBeEmpty().And.NotContain(u => u is RunOpenedUpdate);
    }

    [Fact]
    public async Task AttemptRestarted_VoidsTheTextOfTheTurn()
    {
        var model = new ScriptedChatClient(ModelReply.Cut("Half an").WithUsage(5, 2), ModelReply.Text("A whole answer."));
        await using var host = new TestHost(model, agent => agent.AddModelLayer(ModelStage.Retry, "retry", (inner, _) => new RetryOnce(inner)));
        List<RunUpdate> updates = [];

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Hi.", updates).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        run.Text.Should().Be("A whole answer.");
        updates.OfType<AttemptRestartedUpdate>().Should().ContainSingle().Which.Because.Should().Be(FailureClass.Transient);
        string afterRestart = string.Concat(updates.SkipWhile(u => u is not AttemptRestartedUpdate).OfType<TextUpdate>().Select(t => t.Text));
        afterRestart.Should().Be(run.Text);
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task AttemptRestarted_SecondAttemptHangs_VoidTextIsNotThePartialResult()
    {
        var model = new ScriptedChatClient(ModelReply.Cut("Half an"), ModelReply.Hang());
        await using var host = new TestHost(model, agent => agent.AddModelLayer(ModelStage.Retry, "retry", (inner, _) => new RetryOnce(inner)));
        using var cancel = new CancellationTokenSource();

        Task<AgentRun> running = RunMode.Streaming.RunAsync(host.Agent, "Hi.", cancellationToken: cancel.Token);
        await RunChecks.UntilAsync(() => model.Requests.Count == 2);
        await cancel.CancelAsync();
        AgentRun run = await running.Soon();

        run.Status.Should().Be(RunStatus.Cancelled);
        run.Text.Should().BeEmpty();
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task Reader_StopsReadingWithoutDisposing_LimitsEndTheRunAllTheSame()
    {
        var clock = new FakeClock();
        string text = string.Concat(Enumerable.Repeat("word ", 500));
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text(text)), agent => agent.WithLimits(l => l.MaxDuration = TimeSpan.FromMinutes(1)),
            services: s => s.AddSingleton<TimeProvider>(clock));

        await using IAsyncEnumerator<RunUpdate> stream = host.Agent.RunStreamingAsync("Hi.").GetAsyncEnumerator();
        (await stream.MoveNextAsync()).Should().BeTrue();
        clock.Advance(TimeSpan.FromMinutes(1));

        await RunChecks.UntilAsync(async () => (await host.Runs.ListAsync()).Single().Status.IsTerminal());
    }

    [Fact]
    public async Task Reader_IsSlow_LosesNothing()
    {
        string text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i} "));
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text(text)));
        var got = new System.Text.StringBuilder();

        await foreach (RunUpdate update in host.Agent.RunStreamingAsync("Hi."))
        {
            await Task.Yield();
            got.Append(update is TextUpdate piece ? piece.Text : "");
        }

        got.ToString().Should().Be(text);
    }

    [Fact]
    public async Task Stream_AbandonedWhileAToolWorks_ItsOutcomeIsRecorded()
    {
        var finish = new TaskCompletionSource();
        var tool = new CountingTool("pay", async (_, _) =>
        {
            await finish.Task.Soon();
            return "paid";
        });
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Done."));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        IAsyncEnumerator<RunUpdate> stream = host.Agent.RunStreamingAsync("Pay.").GetAsyncEnumerator();
        while (await stream.MoveNextAsync() && stream.Current is not ToolProposedUpdate)
        {
        }

        await RunChecks.UntilAsync(() => tool.Count == 1);
        Task disposed = stream.DisposeAsync().AsTask();
        finish.SetResult();
        await disposed.Soon();

        AgentRun run = (await host.Runs.GetAsync((await host.Runs.ListAsync()).Single().Run.RunId))!;
        run.Status.Should().Be(RunStatus.Cancelled);
        run.Reason!.Code.Should().Be(RunReasonCodes.StreamAbandoned);
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
    }

    [Fact]
    public async Task Stream_NeverRead_StartsNothing()
    {
        var model = new ScriptedChatClient(ModelReply.Text("Hi."));
        await using var host = new TestHost(model);

        await host.Agent.RunStreamingAsync("Hi.").GetAsyncEnumerator().DisposeAsync();

        model.Requests.Should().BeEmpty();
        (await host.Runs.ListAsync()).Should().BeEmpty();
    }

    private sealed class RetryOnce(IChatClient inner) : DelegatingChatClient(inner)
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await using IAsyncEnumerator<ChatResponseUpdate> first = base.GetStreamingResponseAsync(messages, options, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await first.MoveNextAsync())
                        yield break;
                }
                catch (ModelStreamCutException e)
                {
                    await ModelCallContext.From(options)!.AttemptRestartedAsync(e.FailureClass);
                    break;
                }

                yield return first.Current;
            }

            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
                yield return update;
        }
    }
}
