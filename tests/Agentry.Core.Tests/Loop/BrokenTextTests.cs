using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>Arguments that JSON can spell and nobody can write down: a call like any other that cannot be read.</summary>
public sealed class BrokenTextTests
{
    public static TheoryData<string, RunMode> Broken()
    {
        var data = new TheoryData<string, RunMode>();
        foreach (string json in (string[])
        [
            """{"note":"\ud83d"}""", """{"note":"\uDE00 x"}""", """{"note":"a\\\ud83db"}""", """{"note":"\ud83d\ud83d\ude00"}""",
            """{"note":{"deep":["fine","\ud83d"]}}""", """{"note":{"\ud83d":1}}""",
        ])
        {
            data.Add(json, RunMode.Plain);
            data.Add(json, RunMode.Streaming);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task HalfACharacter_CallIsRefusedWithARepair_AndTheOthersRun(string arguments, RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Calls(("write", arguments, "bad"), ("write", """{"note":"\ud83d\ude00"}""", "good")),
            ModelReply.Call("write", """{"note":"mended"}""", "again"),
            ModelReply.Text("Done."));
        var tool = new CountingTool("write");
        await using var host = new TestHost(model, agent => agent.WithTool(tool));
        List<RunUpdate> updates = [];

        AgentRun run = await mode.RunAsync(host.Agent, "Write.", updates).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests[1].AnswerTo("bad").Should().Contain("write was not run").And.Contain("half of a character");
        tool.Invocations.Select(i => i.Arguments["note"]!.ToString()).Should().Equal("\ud83d\ude00", "mended");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolRefused>().Should().ContainSingle().Which.Code.Should().Be(ToolRefusalCodes.UnreadableArguments);
        log.Of<ModelReplied>().First().Calls.Select(c => c.Unreadable).Should().Equal(true, null);
        JsonSerializer.Serialize(model.Requests[1].Messages, AIJsonUtilities.DefaultOptions).Should().Contain("good", "providers can write what they are sent");
        updates.OfType<ToolProposedUpdate>().Should().NotContain(u => u.CallId == "bad" && u.Arguments != null);
    }

    [Theory, BothModes]
    public async Task DotNetValues_WithoutAWrittenForm_AreRefusedToo(RunMode mode)
    {
        foreach (object value in (object[])["\ud83d", double.NaN, float.PositiveInfinity, new List<object?> { "\ude00" }, new Dictionary<string, object?> { ["x"] = "\ud83d" }, default(JsonElement)])
        {
            var model = new ScriptedChatClient(
                ModelReply.Of([new FunctionCallContent("c", "write", new Dictionary<string, object?> { ["note"] = value })], ChatFinishReason.ToolCalls),
                ModelReply.Text("Done."));
            var tool = new CountingTool("write");
            await using var host = new TestHost(model, agent => agent.WithTool(tool));

            AgentRun run = await mode.RunAsync(host.Agent, "Write.").Soon();

            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            tool.Count.Should().Be(0);
            (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.UnreadableArguments);
        }
    }

    [Theory, BothModes]
    public async Task HalfACharacter_UnderAForeignLoop_IsRefusedAndLogged(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var tool = new CountingTool("write");
        var model = new ScriptedChatClient(ModelReply.Call("write", """{"note":"\ud83d"}""", "c"), ModelReply.Text("Done."));
        RunId id;
        ChatResponse response;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            id = scope.RunId;
            response = await mode.AskAsync(desk.Loop(model), "Write.", LoopModes.Tools(desk.Guard(tool)));
        }

        tool.Count.Should().Be(0);
        response.Messages.Answers().Single().Should().Contain("half of a character");
        (await desk.LogAsync(id)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.UnreadableArguments);
    }
}
