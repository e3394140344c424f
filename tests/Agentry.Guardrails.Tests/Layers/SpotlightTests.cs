using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class SpotlightTests
{
    [Theory, BothModes]
    public async Task ToolResults_InOneRun_StandBetweenTheSameMarksAndInTheLogAsTheyCame(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Call("look"), ModelReply.Call("look", callId: "second"), ModelReply.Call("look", """{"nope":1}""", "third"), ModelReply.Text("ok"));
        var tool = new CountingTool("look", (_, _) => new("42 pieces"), """{"type":"object","properties":{},"additionalProperties":false}""");
        await using var host = new TestHost(model, a => a.AddGuardrails().WithTool(tool, t => t.ReadOnly()));

        AgentRun run = await mode.RunAsync(host.Agent, "How many?");
        AgentRun other = await mode.RunAsync(new TestHost(Again(), a => a.AddGuardrails().WithTool(tool, t => t.ReadOnly())).Agent, "How many?");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        other.Status.Should().Be(RunStatus.Completed);
        string[] results = Results(model.Requests[^1].Messages);
        results[0].Should().MatchRegex("^<<data:([a-z0-9]{8})>>\n42 pieces\n<<end:([a-z0-9]{8})>>$");
        results[1].Should().Be(results[0]);
        results[2].Should().StartWith("The call to look was not run", "what Agentry itself says is not data from outside");
        model.Requests[0].Messages[0].Text.Should().Contain("<<data:ID>>");
        Results(run.Messages)[0].Should().Be("42 pieces");
    }

    [Fact]
    public async Task ToolResults_OfATrustedTool_StayAsTheyAre()
    {
        ScriptedChatClient model = Again();
        var tool = new CountingTool("look", (_, _) => new("42 pieces"));
        await using var host = new TestHost(model, a => a.AddGuardrails(o => o.Spotlighting.TrustedTools.Add("look")).WithTool(tool));

        await host.Agent.RunAsync("How many?");

        Results(model.Requests[^1].Messages).Should().Equal("42 pieces");
    }

    private static ScriptedChatClient Again() => new(ModelReply.Call("look"), ModelReply.Text("ok"));

    private static string[] Results(IEnumerable<ChatMessage> messages) =>
        [.. messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.Result!.ToString()!)];
}
