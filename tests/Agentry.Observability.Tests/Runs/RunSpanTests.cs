using System.Diagnostics;
using Agentry.Testing;

namespace Agentry.Tests;

public sealed class RunSpanTests
{
    [Theory, EveryProfile]
    public async Task Run_ModelAndTool_SpansAreChildrenOfTheRun(RunMode mode, SemconvProfile profile)
    {
        var model = new NamedModel(new ScriptedChatClient(
            ModelReply.Call("get_order").WithUsage(10, 5), ModelReply.Text("It is on its way.").WithUsage(20, 7)));
        await using var observed = new Observed(model, profile, agent => agent.WithTool(new CountingTool("get_order"), t => t.ReadOnly()));
        using var caller = new Caller();

        AgentRun run = await mode.RunAsync(observed.Agent, "Where is order 1042?");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        Activity.Current.Should().BeSameAs(caller.Span);
        Activity span = observed.TheSpan("invoke_agent");
        span.ParentSpanId.Should().Be(caller.Span.SpanId);
        span.Kind.Should().Be(ActivityKind.Internal);
        span.DisplayName.Should().Be("invoke_agent test");
        span.GetTagItem("agentry.run.id").Should().Be(run.Id.Value);
        span.GetTagItem("agentry.run.status").Should().Be("completed");
        span.GetTagItem("gen_ai.request.model").Should().Be("gpt-test");
        span.GetTagItem("gen_ai.usage.input_tokens").Should().Be(30L);
        span.GetTagItem("gen_ai.usage.output_tokens").Should().Be(12L);
        span.GetTagItem("gen_ai.response.finish_reasons").Should().BeEquivalentTo(new[] { "stop" });
        span.GetTagItem("gen_ai.provider.name").Should().Be(profile == SemconvProfile.V142 ? "openai" : null);
        span.Status.Should().Be(ActivityStatusCode.Unset);
        observed.Listener.Spans.Select(s => s.DisplayName).Should()
            .Equal("chat gpt-test", "execute_tool get_order", "chat gpt-test", "invoke_agent test");
        observed.Listener.Spans.Where(s => s != span).Should().OnlyContain(s => s.ParentSpanId == span.SpanId && s.TraceId == span.TraceId);
    }

    [Theory, BothModes]
    public async Task Run_WithoutASpanAround_IsARoot(RunMode mode)
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.Text("Hello.")));

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.TheSpan("invoke_agent").ParentSpanId.Should().Be(default(ActivitySpanId));
        Activity.Current.Should().BeNull();
    }

    [Theory, BothModes]
    public async Task Run_ParallelTools_EachIsAChildOfTheRun(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Calls(("a", "{}", null), ("b", "{}", null), ("c", "{}", null)), ModelReply.Text("Done."));
        await using var observed = new Observed(model, agent: agent => agent
            .WithTool(new CountingTool("a"), t => t.ReadOnly())
            .WithTool(new CountingTool("b"), t => t.ReadOnly())
            .WithTool(new CountingTool("c"), t => t.ReadOnly()));

        await mode.RunAsync(observed.Agent, "All three.");

        Activity run = observed.TheSpan("invoke_agent");
        observed.Listener.SpansOf("execute_tool").Should().HaveCount(3).And.OnlyContain(s => s.ParentSpanId == run.SpanId);
    }

    [Theory, EveryProfile]
    public async Task Run_ChildAgent_ItsSpanIsUnderTheToolCall(RunMode mode, SemconvProfile profile)
    {
        var model = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Help."}"""), ModelReply.Text("Done."));
        await using var helper = new TestHost(
            new ScriptedChatClient(ModelReply.Text("Helped.")), all: all => all.AddObservability(o => o.Profile = profile));
        await using var observed = new Observed(model, profile, agent => agent.WithTool(helper.Agent.AsTool("helper"), t => t.ReadOnly()));

        AgentRun run = await mode.RunAsync(observed.Agent, "Ask the helper.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        Activity tool = observed.TheSpan("execute_tool");
        IReadOnlyList<Activity> runs = observed.Listener.SpansOf("invoke_agent");
        runs.Should().HaveCount(2);
        (Activity child, Activity parent) = (runs[0], runs[1]);
        tool.ParentSpanId.Should().Be(parent.SpanId);
        child.ParentSpanId.Should().Be(tool.SpanId);
        observed.Listener.SpansOf("chat").Count(s => s.ParentSpanId == child.SpanId).Should().Be(1);
        observed.Listener.Of("gen_ai.invoke_agent.inference_calls").Select(m => m.Value).Should().Equal([1, 2], "each run counts its own");
    }
}
