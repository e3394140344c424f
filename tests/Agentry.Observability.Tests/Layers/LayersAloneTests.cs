using System.Diagnostics;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class LayersAloneTests
{
    [Theory, EveryProfile]
    public async Task Scope_ModelAndTool_SpansAreUnderTheCallersSpan(RunMode mode, SemconvProfile profile)
    {
        var model = new NamedModel(new ScriptedChatClient(ModelReply.Call("work").WithUsage(10, 5), ModelReply.Text("Done.")));
        await using var observed = new Observed(model, profile, agent => agent.WithTool(new CountingTool("work"), t => t.ReadOnly()));
        using var caller = new Caller();

        await using (RunScope scope = RunScope.Begin(observed.Agent.Pipeline))
        {
            ChatResponse reply = await AskAsync(observed.Agent.ChatClient, mode);
            FunctionCallContent call = reply.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
            await observed.Agent.Functions[0].InvokeAsync(new AIFunctionArguments(call.Arguments));

            observed.Listener.Spans.Select(s => s.DisplayName).Should().Equal("chat gpt-test", "execute_tool work");
            observed.Listener.Spans.Should().OnlyContain(s =>
                s.ParentSpanId == caller.Span.SpanId && scope.RunId.Value.Equals(s.GetTagItem("agentry.run.id")));
        }

        Activity.Current.Should().BeSameAs(caller.Span);
        observed.Listener.SpansOf("invoke_agent").Should().BeEmpty("the loop, and so the span of the agent, is the caller's");
    }

    [Theory, BothModes]
    public async Task Scope_CallerCancels_IsNoError(RunMode mode)
    {
        using var cancel = new CancellationTokenSource();
        var model = new ScriptedChatClient(_ =>
        {
            cancel.Cancel();
            return ModelReply.Hang();
        });
        await using var observed = new Observed(model);

        Func<Task> act = () => AskAsync(observed.Agent.ChatClient, mode, cancel.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
        observed.TheSpan("chat").Status.Should().Be(ActivityStatusCode.Unset);
        observed.TheSpan("chat").GetTagItem("agentry.cancelled").Should().Be(true);
    }

    [Fact]
    public async Task Stream_LeftByItsReader_SpanEnds()
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.Text("One two three.")));

        await foreach (ChatResponseUpdate _ in observed.Agent.ChatClient.GetStreamingResponseAsync("Count."))
            break;

        observed.TheSpan("chat").GetTagItem("agentry.cancelled").Should().Be(true);
    }

    [Theory, BothModes]
    public async Task Model_TracedBelow_IsReportedOnce(RunMode mode)
    {
        using var source = new ActivitySource("somebody.else");
        var model = new NamedModel(new ScriptedChatClient(_ => ModelReply.Text("Hello.")), null, source);
        await using var observed = new Observed(model);

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.Listener.SpansOf("chat").Should().BeEmpty();
        observed.Listener.Of("gen_ai.client.operation.duration").Should().BeEmpty();
        observed.TheSpan("invoke_agent").GetTagItem("gen_ai.provider.name").Should().Be("openai");
    }

    [Theory, BothModes]
    public async Task Model_TracedBelowAndNotSkipped_IsReported(RunMode mode)
    {
        using var source = new ActivitySource("somebody.else");
        var model = new NamedModel(new ScriptedChatClient(_ => ModelReply.Text("Hello.")), null, source);
        await using var observed = new Observed(model, options: o => o.SkipTracedModels = false);

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.TheSpan("chat").Should().NotBeNull();
    }

    [Theory, BothModes]
    public async Task Model_IsAnotherAgentsPipeline_IsReportedOnce(RunMode mode)
    {
        await using var below = new TestHost(new ScriptedChatClient(ModelReply.Text("Hello.")), all: all => all.AddObservability());
        await using var observed = new Observed(below.Agent.ChatClient);

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.TheSpan("chat").ParentSpanId.Should().Be(observed.TheSpan("invoke_agent").SpanId);
    }

    private static async Task<ChatResponse> AskAsync(IChatClient client, RunMode mode, CancellationToken cancellationToken = default) =>
        mode == RunMode.Plain
            ? await client.GetResponseAsync("Hi.", cancellationToken: cancellationToken)
            : await client.GetStreamingResponseAsync("Hi.", cancellationToken: cancellationToken).ToChatResponseAsync(cancellationToken);
}
