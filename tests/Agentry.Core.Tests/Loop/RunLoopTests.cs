using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class RunLoopTests
{
    [Theory, BothModes]
    public async Task Run_ModelCallsATool_ToolRunsOnceAndTheAnswerReturns(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Call("get_order", """{"id":1042}""").WithUsage(10, 5),
            ModelReply.Text("Order 1042 is on its way.").WithUsage(20, 7));
        var tool = new CountingTool("get_order", schema: """{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}""");
        await using var host = new TestHost(model, agent => agent.WithInstructions("Help.").WithTool(tool, t => t.ReadOnly()));
        List<RunUpdate> updates = [];

        AgentRun run = await mode.RunAsync(host.Agent, "Where is order 1042?", updates: updates);

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        run.Text.Should().Be("Order 1042 is on its way.");
        run.Turns.Should().Be(2);
        run.ToolCalls.Should().Be(1);
        run.Usage.InputTokenCount.Should().Be(30);
        tool.Count.Should().Be(1);
        model.Requests[1].Messages.Select(m => m.Role).Should().Equal(ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool);
        model.Requests.Should().OnlyContain(r => r.IsStreaming == (mode == RunMode.Streaming));
        if (mode == RunMode.Streaming)
            string.Concat(updates.OfType<TextUpdate>().Select(t => t.Text)).Should().Be(run.Text);
        IReadOnlyList<RunLogEntry> log = await host.LogAsync(run.Id);
        log.Select(e => e.Event.GetType()).Should().Equal(
            typeof(RunStarted), typeof(InputAccepted), typeof(ModelReplied), typeof(ToolIntended), typeof(ToolCompleted), typeof(ModelReplied), typeof(RunEnded));
        (await host.Runs.VerifyAsync(run.Id)).IsIntact.Should().BeTrue();
    }
}
