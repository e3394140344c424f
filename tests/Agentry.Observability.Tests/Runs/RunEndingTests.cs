using System.Diagnostics;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class RunEndingTests
{
    [Theory, EveryProfile]
    public async Task Run_ModelFails_SpanAndDurationSayWhy(RunMode mode, SemconvProfile profile)
    {
        var model = new ScriptedChatClient(ModelReply.Throw(new HttpRequestException("secret", null, System.Net.HttpStatusCode.TooManyRequests)));
        await using var observed = new Observed(model, profile);

        await mode.RunAsync(observed.Agent, "Hi.");

        Activity run = observed.TheSpan("invoke_agent");
        run.Status.Should().Be(ActivityStatusCode.Error);
        run.GetTagItem("error.type").Should().Be("throttled");
        run.GetTagItem("agentry.run.reason").Should().Be("model_failed");
        observed.TheSpan("chat").GetTagItem("error.type").Should().Be("429");
        observed.TheMeasurement("gen_ai.invoke_agent.duration").Tags["error.type"].Should().Be("throttled");
        observed.TheMeasurement("gen_ai.invoke_agent.inference_calls").Value.Should().Be(1, "failed calls count");
    }

    [Fact]
    public async Task ModelCall_Fails_EveryClassHasItsWord()
    {
        foreach (FailureClass failure in Enum.GetValues<FailureClass>().Where(f => f != FailureClass.Unknown))
        {
            await using var observed = new Observed(new ScriptedChatClient(ModelReply.Throw(new AgentryException("No.", failure))));

            await observed.Agent.RunAsync("Hi.");

            string word = string.Concat(failure.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
            observed.TheSpan("chat").GetTagItem("error.type").Should().Be(word);
        }
    }

    [Theory, BothModes]
    public async Task Run_LimitReached_IsNoError(RunMode mode)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Call("work"));
        await using var observed = new Observed(
            model, agent: agent => agent.WithTool(new CountingTool("work"), t => t.ReadOnly()).WithLimits(l => l.MaxTurns = 2));

        await mode.RunAsync(observed.Agent, "Go on.");

        Activity run = observed.TheSpan("invoke_agent");
        run.Status.Should().Be(ActivityStatusCode.Unset);
        run.GetTagItem("agentry.run.status").Should().Be("limit_reached");
        run.GetTagItem("agentry.run.reason").Should().Be("max_turns");
        observed.TheMeasurement("gen_ai.invoke_agent.duration").Tags["agentry.run.status"].Should().Be("limit_reached");
    }

    [Theory, BothModes]
    public async Task Run_ContentFilter_IsBlockedAndNoError(RunMode mode)
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.Text("No.").WithFinishReason(ChatFinishReason.ContentFilter)));

        await mode.RunAsync(observed.Agent, "Hi.");

        Activity run = observed.TheSpan("invoke_agent");
        run.Status.Should().Be(ActivityStatusCode.Unset);
        run.GetTagItem("agentry.run.status").Should().Be("blocked");
        run.GetTagItem("gen_ai.response.finish_reasons").Should().BeEquivalentTo(new[] { "content_filter" });
    }

    [Theory, BothModes]
    public async Task Run_CancelledByCaller_EverySpanEndsWithoutError(RunMode mode)
    {
        using var cancel = new CancellationTokenSource();
        var model = new ScriptedChatClient(_ =>
        {
            cancel.Cancel();
            return ModelReply.Hang();
        });
        await using var observed = new Observed(model);

        AgentRun run = await mode.RunAsync(observed.Agent, "Hi.", cancellationToken: cancel.Token);

        run.Status.Should().Be(RunStatus.Cancelled);
        observed.Listener.Spans.Should().HaveCount(2).And.OnlyContain(s => s.Status == ActivityStatusCode.Unset && true.Equals(s.GetTagItem("agentry.cancelled")));
        observed.TheSpan("invoke_agent").GetTagItem("agentry.run.status").Should().Be("cancelled");
        observed.TheMeasurement("gen_ai.invoke_agent.duration").Tags.Should().NotContainKey("error.type");
    }

    [Fact]
    public async Task Stream_Abandoned_EverySpanEnds()
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.HangAfter("One two three")));

        await foreach (RunUpdate update in observed.Agent.RunStreamingAsync("Count."))
        {
            if (update is TextUpdate)
                break;
        }

        observed.TheSpan("chat").GetTagItem("agentry.cancelled").Should().Be(true);
        observed.TheSpan("invoke_agent").GetTagItem("agentry.run.reason").Should().Be("stream_abandoned");
    }

    [Theory, BothModes]
    public async Task Run_TookTooLong_IsALimitAndTheCallIsCancelled(RunMode mode)
    {
        Observed? observed = null;
        var model = new ScriptedChatClient(_ =>
        {
            observed!.Clock.Advance(TimeSpan.FromMinutes(2));
            return ModelReply.Hang();
        });
        await using (observed = new Observed(model, agent: agent => agent.WithLimits(l => l.MaxDuration = TimeSpan.FromMinutes(1))))
        {
            await mode.RunAsync(observed.Agent, "Hi.");

            observed.TheSpan("invoke_agent").GetTagItem("agentry.run.status").Should().Be("limit_reached");
            observed.TheSpan("chat").GetTagItem("agentry.cancelled").Should().Be(true);
            observed.TheMeasurement("gen_ai.invoke_agent.duration").Value.Should().Be(120);
        }
    }

    [Theory, BothModes]
    public async Task Run_LayerThrows_IsFailed(RunMode mode)
    {
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Text("Hello.")), all: all => all.AddRunLayer(RunStage.InputGuardrail, "broken", _ => new Broken()));

        AgentRun run = await mode.RunAsync(observed.Agent, "Hi.");

        run.Status.Should().Be(RunStatus.Failed);
        Activity span = observed.TheSpan("invoke_agent");
        span.Status.Should().Be(ActivityStatusCode.Error);
        span.GetTagItem("error.type").Should().Be("layer_failed");
        observed.TheMeasurement("gen_ai.invoke_agent.inference_calls").Value.Should().Be(0);
    }

    [Theory, BothModes]
    public async Task Run_StoreFails_SpanEndsAndNoDurationIsRecorded(RunMode mode)
    {
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("work")),
            agent: agent => agent.WithTool(new CountingTool("work")),
            all: all => all.AddToolLayer(ToolStage.Policy, "broken", _ => new Storeless()));

        Func<Task> act = () => mode.RunAsync(observed.Agent, "Hi.");

        await act.Should().ThrowAsync<RunStoreException>();
        Activity run = observed.TheSpan("invoke_agent");
        run.Status.Should().Be(ActivityStatusCode.Error);
        run.GetTagItem("error.type").Should().Be("transient");
        run.GetTagItem("agentry.run.status").Should().BeNull();
        observed.Listener.Of("gen_ai.invoke_agent.duration").Should().BeEmpty("the run is not over");
    }

    private sealed class Storeless : IToolLayer
    {
        public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
            throw new RunStoreException("secret", FailureClass.Transient);
    }

    private sealed class Broken : IRunLayer
    {
        public ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("secret");
    }
}
