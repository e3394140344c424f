using System.Diagnostics;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class ToolSpanTests
{
    [Theory, EveryProfile]
    public async Task Call_Succeeds_SpanAndDurationTellOfIt(RunMode mode, SemconvProfile profile)
    {
        Observed? observed = null;
        var tool = new CountingTool("get_order", (_, _) =>
        {
            observed!.Clock.Advance(TimeSpan.FromSeconds(3));
            return new("found");
        });
        var model = new ScriptedChatClient(ModelReply.Call("get_order", callId: "c1"), ModelReply.Text("Done."));
        await using (observed = new Observed(model, profile, agent => agent.WithTool(tool, t => t.ReadOnly())))
        {
            await mode.RunAsync(observed.Agent, new RunRequest("Hi.") { ConversationId = "talk-7" });

            Activity span = observed.TheSpan("execute_tool");
            span.Kind.Should().Be(ActivityKind.Internal);
            span.GetTagItem("gen_ai.tool.name").Should().Be("get_order");
            span.GetTagItem("gen_ai.tool.type").Should().Be("function");
            span.GetTagItem("gen_ai.tool.call.id").Should().Be("c1");
            span.GetTagItem("agentry.tool.outcome").Should().Be("succeeded");
            span.GetTagItem("gen_ai.agent.name").Should().Be(profile == SemconvProfile.Latest ? "test" : null);
            span.GetTagItem("gen_ai.conversation.id").Should().Be(profile == SemconvProfile.Latest ? "talk-7" : null);
            span.Status.Should().Be(ActivityStatusCode.Unset);
            EmittedMeasurement duration = observed.TheMeasurement("gen_ai.execute_tool.duration");
            duration.Value.Should().Be(3);
            duration.Tags["gen_ai.tool.name"].Should().Be("get_order");
            duration.Tags["gen_ai.agent.name"].Should().Be("test");
        }
    }

    [Theory, BothModes]
    public async Task Call_ToolThrows_IsAnErrorOfItsClass(RunMode mode)
    {
        var tool = new CountingTool("get_order", (_, _) => throw new HttpRequestException("secret", null, System.Net.HttpStatusCode.ServiceUnavailable));
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("get_order"), ModelReply.Text("Sorry.")), agent: agent => agent.WithTool(tool, t => t.ReadOnly()));

        await mode.RunAsync(observed.Agent, "Hi.");

        Activity span = observed.TheSpan("execute_tool");
        span.Status.Should().Be(ActivityStatusCode.Error);
        span.GetTagItem("error.type").Should().BeOneOf("transient", "tool_fault");
        span.GetTagItem("agentry.tool.outcome").Should().Be("failed");
        observed.TheMeasurement("gen_ai.execute_tool.duration").Tags["error.type"].Should().Be(span.GetTagItem("error.type"));
    }

    [Theory, BothModes]
    public async Task Call_ArgumentsDoNotFit_IsAnErrorWithTheCode(RunMode mode)
    {
        var tool = new CountingTool("get_order", schema: """{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}""");
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("get_order"), ModelReply.Text("Sorry.")), agent: agent => agent.WithTool(tool, t => t.ReadOnly()));

        await mode.RunAsync(observed.Agent, "Hi.");

        Activity span = observed.TheSpan("execute_tool");
        span.GetTagItem("error.type").Should().Be("invalid_arguments");
        span.GetTagItem("agentry.tool.outcome").Should().Be("refused");
        observed.TheMeasurement("gen_ai.invoke_agent.tool_calls").Value.Should().Be(0, "it did not run");
    }

    [Theory, BothModes]
    public async Task Call_LayerThrows_IsAnError(RunMode mode)
    {
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("work"), ModelReply.Text("Sorry.")),
            agent: agent => agent.WithTool(new CountingTool("work")),
            all: all => all.AddToolLayer(ToolStage.Policy, "broken", _ => new Broken()));

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.TheSpan("execute_tool").GetTagItem("error.type").Should().Be("layer_failed");
    }

    [Theory, BothModes]
    public async Task Call_TimesOut_IsAnError(RunMode mode)
    {
        var tool = new CountingTool("work", async (_, _) =>
        {
            await new TaskCompletionSource().Task;
            return null;
        });
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("work"), ModelReply.Text("Sorry.")),
            agent: agent => agent.WithTool(tool, t => t.Timeout(TimeSpan.FromSeconds(20))));

        Task<AgentRun> run = mode.RunAsync(observed.Agent, "Hi.");
        while (!run.IsCompleted)
        {
            await Task.Yield();
            if (tool.Count > 0 && observed.Clock.ArmedTimers > 1)
                observed.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        await run;
        Activity span = observed.TheSpan("execute_tool");
        span.GetTagItem("error.type").Should().Be("timeout");
        span.GetTagItem("agentry.tool.outcome").Should().Be("unknown");
    }

    [Theory, BothModes]
    public async Task Tool_StartsASpan_ItIsAChildOfTheCall(RunMode mode)
    {
        using var own = new ActivitySource("test.host");
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s == own,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        ActivitySpanId parent = default;
        var tool = new CountingTool("work", (_, _) =>
        {
            using Activity? span = own.StartActivity("query");
            parent = span!.ParentSpanId;
            return new("done");
        });
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("work"), ModelReply.Text("Done.")), agent: agent => agent.WithTool(tool));

        await mode.RunAsync(observed.Agent, "Hi.");

        parent.Should().Be(observed.TheSpan("execute_tool").SpanId);
    }

    [Theory, BothModes]
    public async Task Call_UnknownTool_HasNoSpan(RunMode mode)
    {
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("made_up"), ModelReply.Text("Sorry.")), agent: agent => agent.WithTool(new CountingTool("work")));

        await mode.RunAsync(observed.Agent, "Hi.");

        observed.Listener.SpansOf("execute_tool").Should().BeEmpty("a name that the model made up is no name for a span");
    }

    private sealed class Broken : IToolLayer
    {
        public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("secret");
    }
}
