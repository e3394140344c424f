using System.ComponentModel.DataAnnotations;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using static Agentry.Tests.LoopModes;

namespace Agentry.Tests;

/// <summary>P5 to P7: arguments that do not fit, and what the model learns of it.</summary>
public sealed class ArgumentHarmTests
{
    private const string CutArguments = """{"amount":1""";

    private readonly List<(int Amount, string? To)> _paid = [];

    [Theory, BothModes]
    public async Task P5_CutArguments_BareLoopRunsTheToolWithDefaults(RunMode mode)
    {
        var pay = new CountingTool("pay");
        var loop = new ForeignToolLoop(new ScriptedChatClient(ModelReply.Call("pay", CutArguments), ModelReply.Text("Done.")));

        await mode.AskAsync(loop, "Pay.", Tools(pay));

        pay.Invocations.Should().ContainSingle("this is the harm").Which.Arguments.Should().BeEmpty();
    }

    [Theory, BothModes]
    public async Task P5_CutArguments_ScopeRefusesAndAsksForAllOfThem(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(
            ModelReply.Call("pay", CutArguments, "c1"), ModelReply.Call("pay", """{"amount":12}""", "c2"), ModelReply.Text("Paid."));
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            run = scope.RunId;
            await mode.AskAsync(desk.Loop(model), "Pay.", Tools(desk.Guard(pay)));
        }

        pay.Invocations.Should().ContainSingle().Which.Arguments.Should().ContainKey("amount");
        model.Requests[1].Messages.Answers().Single().Should().Contain("not complete JSON");
        (await desk.LogAsync(run)).Select(e => e.Event).OfType<ToolRefused>().Should().ContainSingle()
            .Which.Code.Should().Be(ToolRefusalCodes.UnreadableArguments);
    }

    [Theory, BothModes]
    public async Task P6_MissingArgument_BareLoopSaysOnlyThatItFailed(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", """{"to":"shop"}"""), ModelReply.Text("Done."));

        await mode.AskAsync(new ForeignToolLoop(model), "Pay.", Tools(Pay()));

        model.Requests[1].Messages.Answers().Should().Equal("Error: Function failed.");
    }

    [Theory, BothModes]
    public async Task P6_MissingArgument_ScopeSaysWhatIsWrongAndHowToMendIt(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var model = new ScriptedChatClient(
            ModelReply.Call("pay", """{"to":"shop"}"""), ModelReply.Call("pay", """{"amount":5,"to":"shop"}"""), ModelReply.Text("Paid."));
        await using (RunScope.Begin(desk.Pipeline))
            await mode.AskAsync(desk.Loop(model), "Pay.", Tools(desk.Guard(Pay())));

        model.Requests[1].Messages.Answers().Single().Should().Contain("amount").And.Contain("expected").And.Contain("Fix:");
        _paid.Should().Equal((5, "shop"));
    }

    [Theory, BothModes]
    public async Task P6_ToolThrows_ScopeTellsNoExceptionText(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var tool = new CountingTool("pay", (_, _) => throw new InvalidOperationException("password=hunter2"));
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("It failed."));
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            run = scope.RunId;
            await mode.AskAsync(desk.Loop(model), "Pay.", Tools(desk.Guard(tool)));
        }

        model.Requests[1].Messages.Answers().Single().Should().Contain("failed inside the tool").And.NotContain("hunter2");
        (await desk.LogAsync(run)).Select(e => e.Event).OfType<ToolCompleted>().Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Outcome = ToolOutcomeKind.Failed, ErrorType = "System.InvalidOperationException" });
    }

    [Theory]
    [InlineData(RunMode.Plain, """{"amount":5000,"to":"shop"}""")]
    [InlineData(RunMode.Streaming, """{"amount":5000,"to":"shop"}""")]
    [InlineData(RunMode.Plain, """{"amount":5,"to":null}""")]
    [InlineData(RunMode.Streaming, """{"amount":5,"to":null}""")]
    [InlineData(RunMode.Plain, """{"amount":5,"to":"shop","urgent":true}""")]
    [InlineData(RunMode.Streaming, """{"amount":5,"to":"shop","urgent":true}""")]
    [InlineData(RunMode.Plain, """{"amount":5,"to":"a name that is too long"}""")]
    [InlineData(RunMode.Streaming, """{"amount":5,"to":"a name that is too long"}""")]
    public async Task P7_ArgumentsAgainstTheSchema_BareLoopPaysAndScopeDoesNot(RunMode mode, string arguments)
    {
        var bare = new ForeignToolLoop(new ScriptedChatClient(ModelReply.Call("pay", arguments), ModelReply.Text("Done.")));
        await mode.AskAsync(bare, "Pay.", Tools(Pay()));
        _paid.Should().ContainSingle("this is the harm");
        _paid.Clear();

        await using var desk = new LayersDesk();
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            run = scope.RunId;
            await mode.AskAsync(
                desk.Loop(new ScriptedChatClient(ModelReply.Call("pay", arguments), ModelReply.Text("Sorry."))), "Pay.", Tools(desk.Guard(Pay())));
        }

        _paid.Should().BeEmpty();
        (await desk.LogAsync(run)).Select(e => e.Event).OfType<ToolRefused>().Should().ContainSingle()
            .Which.Code.Should().Be(ToolRefusalCodes.InvalidArguments);
    }

    private AIFunction Pay() => AIFunctionFactory.Create(
        ([Range(1, 10)] int amount, [StringLength(10)] string to) =>
        {
            _paid.Add((amount, to));
            return "paid";
        },
        "pay");
}
