using System.Diagnostics;
using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class SuspensionTests
{
    [Theory, EveryProfile]
    public async Task Resume_AfterSuspension_LinksToTheEarlierSpanAndMeasuresTheRunOnce(RunMode mode, SemconvProfile profile)
    {
        var gate = new Gate();
        var model = new ScriptedChatClient(ModelReply.Call("pay").WithUsage(10, 1), ModelReply.Text("Paid.").WithUsage(20, 2));
        await using var observed = new Observed(
            model, profile, agent => agent.WithTool(new CountingTool("pay")), all => all.AddToolLayer(ToolStage.Approval, "gate", _ => gate));
        gate.Clock = observed.Clock;

        AgentRun waiting = await mode.RunAsync(observed.Agent, "Pay.");

        waiting.Status.Should().Be(RunStatus.AwaitingApproval);
        Activity first = observed.TheSpan("invoke_agent");
        first.GetTagItem("agentry.run.status").Should().Be("awaiting_approval");
        first.Status.Should().Be(ActivityStatusCode.Unset);
        first.Links.Should().BeEmpty();
        observed.TheSpan("execute_tool").GetTagItem("agentry.tool.outcome").Should().Be("suspended");
        observed.Listener.Of("gen_ai.invoke_agent.duration").Should().BeEmpty();
        observed.Listener.Of("gen_ai.execute_tool.duration").Should().BeEmpty("the call is not over");

        observed.Clock.Advance(TimeSpan.FromHours(8));
        gate.IsOpen = true;
        using var caller = new Caller();
        AgentRun run = await mode.ResumeAsync(observed.Agent, waiting.Id);

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        Activity second = observed.Listener.SpansOf("invoke_agent")[1];
        second.TraceId.Should().Be(caller.Span.TraceId).And.NotBe(first.TraceId);
        ActivityLink link = second.Links.Should().ContainSingle().Subject;
        link.Context.SpanId.Should().Be(first.SpanId);
        link.Context.TraceId.Should().Be(first.TraceId);
        first.GetTagItem("gen_ai.usage.input_tokens").Should().Be(10L);
        second.GetTagItem("gen_ai.usage.input_tokens").Should().Be(20L, "each stretch reports its own");
        observed.TheMeasurement("gen_ai.invoke_agent.duration").Value.Should().Be(4, "two seconds of work on each side of the wait");
        observed.TheMeasurement("gen_ai.invoke_agent.inference_calls").Value.Should().Be(2);
        observed.TheMeasurement("gen_ai.invoke_agent.tool_calls").Value.Should().Be(1);
        observed.TheMeasurement("gen_ai.execute_tool.duration").Value.Should().Be(2);
        (await observed.Host.Runs.VerifyAsync(run.Id)).IsIntact.Should().BeTrue();
    }

    [Theory, BothModes]
    public async Task Resume_SuspendedTwice_LinksToTheLastStretch(RunMode mode)
    {
        var gate = new Gate();
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Paid.")),
            agent: agent => agent.WithTool(new CountingTool("pay")),
            all: all => all.AddToolLayer(ToolStage.Approval, "gate", _ => gate));

        AgentRun waiting = await mode.RunAsync(observed.Agent, "Pay.");
        await mode.ResumeAsync(observed.Agent, waiting.Id);
        gate.IsOpen = true;
        await mode.ResumeAsync(observed.Agent, waiting.Id);

        IReadOnlyList<Activity> runs = observed.Listener.SpansOf("invoke_agent");
        runs.Should().HaveCount(3);
        runs[1].Links.Single().Context.SpanId.Should().Be(runs[0].SpanId);
        runs[2].Links.Single().Context.SpanId.Should().Be(runs[1].SpanId);
    }

    [Theory, BothModes]
    public async Task Suspension_SpanNotRecorded_WritesNoEvent(RunMode mode)
    {
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("pay")),
            agent: agent => agent.WithTool(new CountingTool("pay")),
            all: all => all.AddToolLayer(ToolStage.Approval, "gate", _ => new Gate()),
            spans: false);

        AgentRun waiting = await mode.RunAsync(observed.Agent, "Pay.");

        waiting.Extensions.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"traceParent":"nonsense"}""", 1)]
    [InlineData("""{"other":1}""", 1)]
    [InlineData("""{"traceParent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}""", 99)]
    public async Task Resume_EventThatCannotBeRead_GoesOnWithoutALink(string body, int version)
    {
        using JsonDocument json = JsonDocument.Parse(body);
        var gate = new Gate
        {
            Also = run => run.Record(new ExtensionEvent { Kind = "observability.span", Version = version, Body = json.RootElement.Clone() }),
        };
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Paid."));
        await using var host = new TestHost(
            model,
            agent => agent.WithTool(new CountingTool("pay")),
            all => all.AddObservability().AddToolLayer(ToolStage.Approval, "gate", _ => gate));
        AgentRun run = await host.Agent.RunAsync("Pay.");
        gate.IsOpen = true;

        using SemconvListener listener = Observed.Listen(SemconvProfile.V142);
        run = await host.Agent.ResumeAsync(run.Id);

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        listener.SpansOf("invoke_agent").Should().ContainSingle().Which.Links.Should().BeEmpty();
    }

    /// <summary>Suspends until it is opened; each pass takes two seconds.</summary>
    private sealed class Gate : IToolLayer
    {
        public bool IsOpen { get; set; }

        public FakeClock? Clock { get; set; }

        public Action<RunContext>? Also { get; init; }

        public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
        {
            Clock?.Advance(TimeSpan.FromSeconds(2));
            Also?.Invoke(context.Run);
            return IsOpen
                ? next(context, cancellationToken)
                : new(ToolOutcome.Suspend(new Suspension { Kind = Suspension.Approval, Message = "Waits." }));
        }
    }
}
