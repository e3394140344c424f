using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class ToolContractTests
{
    private const string RefundSchema = """
        {"type":"object","properties":{"order":{"type":"integer","minimum":1},"reason":{"type":"string"}},"required":["order"]}
        """;

    [Theory, BothModes]
    public async Task InvalidArguments_ModelIsToldHowToRepair_AndTheToolRunsOnlyThen(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Call("refund", """{"order":"many"}""", "bad"),
            ModelReply.Call("refund", """{"order":7}""", "good"),
            ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: RefundSchema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund it.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        tool.Count.Should().Be(1);
        string repair = model.Requests[1].AnswerTo("bad");
        repair.Should().Contain("refund was not run").And.Contain("/order").And.Contain("expected").And.Contain("got").And.Contain("Fix:");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolRefused>().Should().ContainSingle().Which.Code.Should().Be(ToolRefusalCodes.InvalidArguments);
        run.ToolCalls.Should().Be(1);
    }

    [Theory, BothModes]
    public async Task ExtraArgument_SchemaIsSilentAboutIt_IsRefused(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("refund", """{"order":7,"sudo":true}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: RefundSchema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund it.").Soon();

        tool.Count.Should().Be(0);
        model.Requests[1].AnswerTo("c").Should().Contain("sudo");
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task UnknownTool_ModelIsToldTheNearestNames(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("refnd", """{"order":7}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: RefundSchema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund it.").Soon();

        tool.Count.Should().Be(0);
        model.Requests[1].AnswerTo("c").Should().Contain("no tool with this name").And.Contain("Did you mean refund?");
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.UnknownTool);
    }

    [Theory, BothModes]
    public async Task TruncatedArguments_NeverRunWithDefaults(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("list", """{"limit": 5, "na""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("list");
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.ReadOnly()));

        AgentRun run = await mode.RunAsync(host.Agent, "List.").Soon();

        tool.Count.Should().Be(0);
        model.Requests[1].AnswerTo("c").Should().Contain("not complete JSON");
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.UnreadableArguments);
    }

    [Theory, BothModes]
    public async Task InvalidCalls_MoreThanMaxRepairsInARow_FailTheRun(RunMode mode)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Call("refund", """{"order":0}"""));
        var tool = new CountingTool("refund", schema: RefundSchema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool).WithLimits(l => l.MaxRepairs = 2));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund it.").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        run.Reason!.Code.Should().Be(RunReasonCodes.RepairsExhausted);
        run.FailureClass.Should().Be(FailureClass.InvalidResponse);
        model.Requests.Should().HaveCount(3);
        tool.Count.Should().Be(0);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task InvalidCalls_BrokenByAGoodOne_StartCountingAgain(RunMode mode)
    {
        string[] arguments = ["0", "0", "1", "0", "0", "1"];
        var model = new ScriptedChatClient(r => r.Index < arguments.Length
            ? ModelReply.Call("refund", $$"""{"order":{{arguments[r.Index]}}}""")
            : ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: RefundSchema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool).WithLimits(l => l.MaxRepairs = 2));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund it.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        tool.Count.Should().Be(2);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task RequiredScopes_CallerLacksThem_ToolIsNeitherShownNorNamed(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("delete_everything", "{}", "c"), ModelReply.Text("Done."));
        var hidden = new CountingTool("delete_everything");
        var shown = new CountingTool("delete_everythink");
        await using var host = new TestHost(
            model, agent => agent.WithTool(hidden, t => t.RequireScopes("admin")).WithTool(shown, t => t.ReadOnly()));

        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("Delete.") { Caller = AgentCaller.Of("eve", "user") }).Soon();

        hidden.Count.Should().Be(0);
        model.Requests.Should().OnlyContain(r => r.Options!.Tools!.Single().Name == "delete_everythink");
        model.Requests[1].AnswerTo("c").Should().Contain("no tool with this name").And.NotContain("admin");
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.UnknownTool);
    }

    [Theory, BothModes]
    public async Task UnknownTool_HiddenToolIsNearest_ItsNameIsNotRevealed(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("delete_everythin", "{}", "c"), ModelReply.Text("Done."));
        await using var host = new TestHost(model, agent => agent
            .WithTool(new CountingTool("delete_everything"), t => t.RequireScopes("admin"))
            .WithTool(new CountingTool("find_order"), t => t.ReadOnly()));

        await mode.RunAsync(host.Agent, "Delete.").Soon();

        model.Requests[1].AnswerTo("c").Should().Contain("find_order").And.NotContain("delete_everything was").And.NotContain("mean delete");
    }

    [Theory, BothModes]
    public async Task RequiredScopes_CallerHoldsAll_ToolRuns(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("purge"), ModelReply.Text("Done."));
        var tool = new CountingTool("purge");
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.RequireScopes("admin", "ops")));

        await mode.RunAsync(host.Agent, new RunRequest("Purge.") { Caller = AgentCaller.Of("ann", "ops", "admin", "x") }).Soon();

        tool.Count.Should().Be(1);
    }

    [Theory, BothModes]
    public async Task Result_NotWhatTheToolDeclares_IsRecordedWithheldAndNotRunAgain(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool(
            "pay", (_, _) => new(Json("""{"wrong":"secret-17"}""")), returnSchema: """{"type":"object","required":["receipt"]}""");
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        tool.Count.Should().Be(1);
        model.Requests[1].AnswerTo("c").Should().Contain("withheld").And.NotContain("secret-17");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
        (await host.Runs.ContentAsync(run.Id, log.Of<ToolCompleted>().Single().Result!)).GetRawText().Should().Contain("secret-17");
        log.Of<ToolResultReplaced>().Single().Code.Should().Be(ToolRefusalCodes.InvalidResult);
    }

    public static TheoryData<string, object?, bool> Results => new()
    {
        { """{"type":"object","required":["receipt"]}""", Json("""{"receipt":"r"}"""), true },
        { """{"type":"object","required":["receipt"]}""", JsonNode.Parse("""{"receipt":"r"}"""), true },
        { """{"type":"object","required":["receipt"]}""", JsonNode.Parse("""{"other":"r"}"""), false },
        { """{"type":"object","required":["receipt"]}""", new Dictionary<string, object?> { ["receipt"] = 1 }, true },
        { """{"type":"object","required":["receipt"]}""", new Dictionary<string, object?> { ["other"] = 1 }, false },
        { """{"type":"object","required":["x","y"]}""", new Point(1, 2), true },
        { """{"type":"object","required":["z"]}""", new Point(1, 2), false },
        { """{"type":"object","required":["x","y"]}""", ToolOutcome.Success(new Point(1, 2)), true },
        { """{"type":"object","required":["z"]}""", ToolOutcome.Success(new Point(1, 2)), false },
        { """{"type":"object","required":["z"]}""", ToolOutcome.Success(null), false },
        { """{"type":"object","required":["z"]}""", ToolOutcome.Failure("It is closed."), true },
        { """{"type":"string","maxLength":3}""", "yes", true },
        { """{"type":"string","maxLength":3}""", "maybe", false },
        { """{"type":"integer"}""", 7, true },
        { """{"type":"integer"}""", 7.5m, false },
        { """{"type":"boolean"}""", true, true },
        { """{"type":["null","string"]}""", null, true },
        { """{"type":"string"}""", null, false },
        { """{"type":"array","items":{"type":"integer"}}""", new List<int> { 1, 2 }, true },
        { """{"type":"array","items":{"type":"integer"}}""", new object[] { 1, "two" }, false },
        { """{"type":"object"}""", new TextContent("a picture"), true },
        { """{"type":"object"}""", new AIContent[] { new DataContent("data:image/png;base64,AA==") }, true },
    };

    [Theory, MemberData(nameof(Results))]
    public async Task Result_OfEveryShape_IsHeldAgainstItsSchema(string schema, object? result, bool fits)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay", (_, _) => new(result), returnSchema: schema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolResultReplaced>().Select(e => e.Code).Should().Equal(fits ? [] : [ToolRefusalCodes.InvalidResult]);
        tool.Count.Should().Be(1);
    }

    [Theory, BothModes]
    public async Task Result_OfAMethod_IsHeldAgainstTheSchemaOfItsType(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Calls(("point", "{}", "p"), ("outcome", "{}", "o"), ("later", "{}", "l")), ModelReply.Text("Done."));
        await using var host = new TestHost(model, agent => agent
            .WithTool("point", "A point.", () => new Point(1, 2))
            .WithTool("outcome", "An outcome.", () => ToolOutcome.Failure("The account is closed."))
            .WithTool("later", "An outcome.", async () =>
            {
                await Task.Yield();
                return ToolOutcome.Success(new Point(3, 4));
            }));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        model.Requests[1].AnswerTo("p").ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal).Should().Be("""{"x":1,"y":2}""");
        model.Requests[1].AnswerTo("o").Should().Be("The account is closed.");
        model.Requests[1].AnswerTo("l").ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal).Should().Be("""{"x":3,"y":4}""");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolResultReplaced>().Should().BeEmpty();
        log.Of<ToolCompleted>().Select(c => c.Outcome).Should().Equal(
            ToolOutcomeKind.Succeeded, ToolOutcomeKind.Failed, ToolOutcomeKind.Succeeded);
    }

    [Theory, BothModes]
    public async Task Version_HoldsTheHashesOfBothSchemas_AndIsInEveryIntent(RunMode mode)
    {
        const string Other = """{"type":"object","properties":{"order":{"type":"integer","minimum":2},"reason":{"type":"string"}},"required":["order"]}""";
        var model = new ScriptedChatClient(_ => ModelReply.Calls(("refund", """{"order":7}""", null), ("refund", """{"order":8}""", null)));
        var tool = new CountingTool("refund", schema: RefundSchema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool).WithLimits(l => l.MaxTurns = 1));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund.").Soon();

        string version = host.Agent.Tools.Single().Version;
        (await host.CheckAsync(run)).Of<ToolIntended>().Select(i => i.ToolVersion).Should().Equal(version, version);
        Version(RefundSchema.Replace(" ", "", StringComparison.Ordinal)).Should().Be(version, "white space is not part of a schema");
        Version(Other).Should().NotBe(version);
        Version(RefundSchema, """{"type":"string"}""").Should().NotBe(version);
        Version(RefundSchema, """{"type":"string"}""").Should().NotBe(Version(RefundSchema, """{"type":"integer"}"""));
        Version(RefundSchema, extra: true).Should().NotBe(version, "a schema that is left open lets other arguments pass");

        static string Version(string schema, string? result = null, bool extra = false) => ToolContract.Create(
            new CountingTool("refund", schema: schema, returnSchema: result), new ToolOptions { AllowExtraArguments = extra }).Version;
    }

    [Theory, BothModes]
    public async Task FailsWhen_ResultIsAnErrorAsData_IsAFailureWhoseDataTheModelReads(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay", (_, _) => new("Error: no money"));
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool, t => t.FailsWhen(r => r is string s && s.StartsWith("Error", StringComparison.Ordinal))));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        model.Requests[1].AnswerTo("c").Should().Be("Error: no money");
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Failed);
    }

    [Theory, BothModes]
    public async Task FailsWhen_ItselfThrows_OutcomeIsUnknownAndTheToolDoesNotRunAgain(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay");
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool, t => t.FailsWhen(_ => throw new InvalidOperationException("secret-17"))));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        tool.Count.Should().Be(1);
        model.Requests[1].AnswerTo("c").Should().NotContain("secret-17").And.Contain("Do not call it again");
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
    }

    [Theory, BothModes]
    public async Task ThrowingTool_IsATypedFailure_AndItsTextNeverReachesTheModel(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay", (_, _) => throw new InvalidOperationException("connection string: secret-17"));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests[1].AnswerTo("c").Should().Be("The call to pay failed inside the tool.");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        ToolCompleted completed = log.Of<ToolCompleted>().Single();
        completed.Outcome.Should().Be(ToolOutcomeKind.Failed);
        completed.FailureClass.Should().Be(FailureClass.ToolFault);
        completed.ErrorType.Should().Be(typeof(InvalidOperationException).FullName);
        (await host.Runs.ContentAsync(run.Id, completed.Result!)).GetRawText().Should().NotContain("secret-17");
    }

    [Theory, BothModes]
    public async Task ToolException_ItsSafeMessageReachesTheModel(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool(
            "pay", (_, _) => throw new ToolException("The account is closed.", innerException: new InvalidOperationException("secret-17")));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        model.Requests[1].AnswerTo("c").Should().Be("The account is closed.");
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Failed);
    }

    [Theory]
    [InlineData(ToolEffect.NonIdempotent, ToolOutcomeKind.Unknown)]
    [InlineData(ToolEffect.Keyed, ToolOutcomeKind.Unknown)]
    [InlineData(ToolEffect.Idempotent, ToolOutcomeKind.Failed)]
    [InlineData(ToolEffect.ReadOnly, ToolOutcomeKind.Failed)]
    public async Task LostConnection_OutcomeDependsOnWhatRepeatingWouldDo(ToolEffect effect, ToolOutcomeKind expected)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay", (_, _) => throw new IOException("reset"));
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.Effect(effect)));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(expected);
    }

    [Fact]
    public async Task ToolException_NeverSent_IsAFailureEvenForANonIdempotentTool()
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay", (_, _) => throw new ToolException("No route.", FailureClass.Transient, neverSent: true));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Failed);
    }

    [Theory, BothModes]
    public async Task Result_CannotBeWrittenAsJson_IsNotTakenForACallThatDidNotRun(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay", (_, _) => new((object?)typeof(string)));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests[1].AnswerTo("c").Should().NotContain("was not run").And.Contain("Do not call it again");
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
    }

    [Theory, BothModes]
    public async Task Result_IsContentThatCannotBeStored_IsNotTakenForACallThatDidNotRun(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay", (_, _) => new((object?)new StrangeContent()));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        tool.Count.Should().Be(1);
        model.Requests[1].AnswerTo("c").Should().NotContain("was not run");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolRefused>().Should().BeEmpty();
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
    }

    [Fact]
    public async Task Arguments_OfEveryKindOfValue_AreCheckedAndArriveAsTheyAre()
    {
        var arguments = new Dictionary<string, object?>
        {
            ["element"] = Json("""{"a":[1,2]}"""),
            ["node"] = JsonNode.Parse("""{"b":true}"""),
            ["text"] = "x",
            ["number"] = 3,
            ["decimal"] = 2.5m,
            ["flag"] = true,
            ["nothing"] = null,
            ["list"] = new List<object?> { 1, "two" },
            ["map"] = new Dictionary<string, object?> { ["k"] = 1L },
            ["record"] = new Point(1, 2),
        };
        const string Schema = """
            {"type":"object","properties":{
              "element":{"type":"object"},"node":{"type":"object"},"text":{"type":"string"},"number":{"type":"integer"},"decimal":{"type":"number"},
              "flag":{"type":"boolean"},"nothing":{"type":"null"},"list":{"type":"array","minItems":2},"map":{"type":"object","required":["k"]},
              "record":{"type":"object","required":["x","y"]}},
             "required":["element","node","text","number","decimal","flag","nothing","list","map","record"]}
            """;
        var model = new ScriptedChatClient(
            ModelReply.Of([new FunctionCallContent("c", "take", arguments)], ChatFinishReason.ToolCalls), ModelReply.Text("Done."));
        var tool = new CountingTool("take", schema: Schema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await host.Agent.RunAsync("Go.").Soon();

        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolRefused>().Should().BeEmpty();
        tool.Invocations.Single().Arguments.Keys.Should().BeEquivalentTo(arguments.Keys);
    }

    [Fact]
    public async Task Arguments_NullDictionary_IsAnEmptyObject()
    {
        var model = new ScriptedChatClient(
            ModelReply.Of([new FunctionCallContent("c", "take", null)], ChatFinishReason.ToolCalls), ModelReply.Text("Done."));
        var tool = new CountingTool("take");
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun run = await host.Agent.RunAsync("Go.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        tool.Count.Should().Be(1);
        await host.CheckAsync(run);
    }

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private sealed record Point(int X, int Y);

    private sealed class StrangeContent : AIContent;
}
