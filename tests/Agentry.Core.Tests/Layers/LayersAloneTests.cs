using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class LayersAloneTests
{
    /// <summary>The code of docs/layers-alone.md.</summary>
    [Fact]
    public async Task DocumentedExample_Runs()
    {
        var model = new ScriptedChatClient(ModelReply.Call("find_order"), ModelReply.Call("refund"), ModelReply.Text("Refunded."));
        var findOrder = new CountingTool("find_order");
        var refund = new CountingTool("refund");
        var store = new InMemoryRunStore();
        AgentCaller caller = AgentCaller.Of("ann");
        ChatMessage[] messages = [new(ChatRole.User, "Refund order 1042.")];

        AgentPipeline pipeline = AgentPipeline.Create("support", store);
        var client = new GuardedChatClient(model, pipeline);
        AIFunction[] tools =
        [
            new GuardedFunction(findOrder, pipeline, tool => tool.ReadOnly()),
            new GuardedFunction(refund, pipeline, tool => tool.NonIdempotent().Risk(RiskTier.Medium)),
        ];
        IChatClient loop = new ForeignToolLoop(client);

        RunId run;
        await using (RunScope scope = RunScope.Begin(pipeline, caller, new RunLimits { MaxTurns = 10 }))
        {
            run = scope.RunId;
            ChatResponse answer = await loop.GetResponseAsync(messages, new ChatOptions { Tools = [.. tools] });
            answer.Messages[^1].Text.Should().Be("Refunded.");
        }

        refund.Count.Should().Be(1);
        AgentRun? logged = await pipeline.Runs.GetAsync(run);
        logged.Should().BeEquivalentTo(new { Status = RunStatus.Completed, ToolCalls = 2, Turns = 3, Text = "Refunded." }, o => o.ExcludingMissingMembers());
    }
}
