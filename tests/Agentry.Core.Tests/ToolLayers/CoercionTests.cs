using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class CoercionTests
{
    private const string Schema = """
        {"type":"object","properties":{
          "amount":{"type":"number"},"count":{"type":"integer"},"urgent":{"type":"boolean"},"note":{"type":"string"},
          "reason":{"enum":["Damaged","Late"]},"tags":{"type":"array","items":{"type":"string"}},
          "lines":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"},"count":{"type":"integer"}},"required":["sku"]}},
          "prices":{"type":"object","additionalProperties":{"type":"number"}}},
         "required":["amount"]}
        """;

    private const string Slips =
        """{"amount":"12.50","count":"3","urgent":"True","note":null,"reason":"damaged","tags":"new","lines":"[{\"sku\":\"lamp\",\"count\":\"2\"}]"}""";

    private const string Mended =
        """{"amount":12.50,"count":3,"urgent":true,"reason":"Damaged","tags":["new"],"lines":[{"sku":"lamp","count":2}]}""";

    [Theory, BothModes]
    public async Task Slips_Allowed_AreMendedRecordedAndTheModelIsNotAsked(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("refund", Slips, "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.Coerce(Coercions.All)));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        Json(tool.Invocations.Single().Arguments).Should().Be(Mended);
        model.Requests.Should().HaveCount(2);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolRefused>().Should().BeEmpty();
        log.Of<ArgumentsCoerced>().Should().ContainSingle().Which.Changes.Should().BeEquivalentTo(
        [
            new CoercedArgument("/amount", Coercions.NumericStrings),
            new CoercedArgument("/count", Coercions.NumericStrings),
            new CoercedArgument("/urgent", Coercions.BooleanStrings),
            new CoercedArgument("/note", Coercions.NullAsAbsent),
            new CoercedArgument("/reason", Coercions.EnumCase),
            new CoercedArgument("/tags", Coercions.SingleValues),
            new CoercedArgument("/lines", Coercions.JsonInStrings),
            new CoercedArgument("/lines/0/count", Coercions.NumericStrings),
        ]);
        log.Select(e => e.Event.GetType()).Should().ContainInOrder(typeof(ModelReplied), typeof(ArgumentsCoerced), typeof(ToolIntended));
    }

    [Theory, BothModes]
    public async Task Slips_NotAllowed_AreToldToTheModel(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("refund", """{"amount":"12.50"}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.Coerce(Coercions.All & ~Coercions.NumericStrings)));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund.").Soon();

        tool.Count.Should().Be(0);
        model.Requests[1].AnswerTo("c").Should().Contain("""send 12.50 without quotes for "amount".""");
        (await host.CheckAsync(run)).Of<ArgumentsCoerced>().Should().BeEmpty();
    }

    [Theory, BothModes]
    public async Task Slips_BesideWhatCannotBeMended_AreAllLeftAsTheyAre(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("refund", """{"amount":"12.50","count":"many"}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.Coerce(Coercions.All)));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund.").Soon();

        tool.Count.Should().Be(0);
        model.Requests[1].AnswerTo("c").Should().Contain("/amount").And.Contain("/count");
        (await host.CheckAsync(run)).Of<ArgumentsCoerced>().Should().BeEmpty();
    }

    [Theory, BothModes]
    public async Task MendedArguments_AreWhatPoliciesApproversIntentAndHashSee(RunMode mode)
    {
        bool approved = false;
        List<string> seen = [];
        List<string> hashes = [];
        var model = new ScriptedChatClient(ModelReply.Call("refund", """{"amount":"12.50"}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(model, agent => agent
            .WithTool(tool, t => t.Coerce(Coercions.NumericStrings))
            .Layer(ToolStage.Policy, (context, next, token) =>
            {
                seen.Add(Json(context.Arguments));
                hashes.Add(context.ArgumentsHash);
                return next(context, token);
            })
            .Suspend(_ => !Volatile.Read(ref approved)));

        AgentRun waiting = await mode.RunAsync(host.Agent, "Refund.").Soon();
        approved = true;
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        seen.Should().Equal("""{"amount":12.50}""", """{"amount":12.50}""");
        hashes.Distinct().Should().ContainSingle();
        waiting.PendingApprovals.Single().ArgumentsHash.Should().Be(hashes[0]);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        ToolIntended intent = log.Of<ToolIntended>().Single();
        intent.ArgumentsHash.Should().Be(hashes[0]);
        (await host.Runs.ContentAsync(run.Id, intent.Arguments!)).GetRawText().Should().Be("""{"amount":12.50}""");
        log.Of<ArgumentsCoerced>().Should().HaveCount(2, "the call passed its contract twice");
        run.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single().Arguments!["amount"]!.ToString().Should().Be("12.50", "the history says what the model wrote");
    }

    [Theory, BothModes]
    public async Task ArgumentsThatALayerRewrites_AreMendedToo(RunMode mode)
    {
        bool rewritten = false;
        var model = new ScriptedChatClient(ModelReply.Call("refund", """{"amount":1}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(model, agent => agent
            .WithTool(tool, t => t.Coerce(Coercions.NumericStrings))
            .Layer(ToolStage.Guardrail, (context, next, token) =>
            {
                if (rewritten)
                    return next(context, token);
                rewritten = true;
                return new(context.Rewrite(new Dictionary<string, object?> { ["amount"] = "7" }));
            }));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund.").Soon();

        Json(tool.Invocations.Single().Arguments).Should().Be("""{"amount":7}""");
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task NamesThatTheSchemaDoesNotDeclare_AreNotInTheEvent()
    {
        var model = new ScriptedChatClient(ModelReply.Call("refund", """{"amount":1,"prices":{"ann@example.com":"2.5"}}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.Coerce(Coercions.NumericStrings)));

        AgentRun run = await host.Agent.RunAsync("Refund.").Soon();

        Json(tool.Invocations.Single().Arguments).Should().Be("""{"amount":1,"prices":{"ann@example.com":2.5}}""");
        (await host.CheckAsync(run)).Of<ArgumentsCoerced>().Single().Changes.Should().Equal(new CoercedArgument("/prices/*", Coercions.NumericStrings));
    }

    [Fact]
    public async Task Configuration_NamesCoercions_AndTheyArePartOfTheVersion()
    {
        var model = new ScriptedChatClient(ModelReply.Call("refund", """{"amount":"2","note":null}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool), configuration: new Dictionary<string, string?>
        {
            ["Agentry:Agents:test:Tools:refund:Coerce"] = "NumericStrings, NullAsAbsent",
        });

        await host.Agent.RunAsync("Refund.").Soon();

        Json(tool.Invocations.Single().Arguments).Should().Be("""{"amount":2}""");
        ToolContract contract = host.Agent.Tools.Single();
        contract.Coercions.Should().Be(Coercions.NumericStrings | Coercions.NullAsAbsent);
        contract.Version.Should().NotBe(ToolContract.Create(tool, new ToolOptions()).Version);
    }

    [Theory]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":"5"}""", """{"a":5}""")]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":"5.0"}""", """{"a":5.0}""")]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":"-12345678901234567890"}""", """{"a":-12345678901234567890}""")]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":"5.5"}""", null)]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":"007"}""", null)]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":"12e4"}""", null)]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":" 5"}""", null)]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":"5 apples"}""", null)]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":""}""", null)]
    [InlineData("""{"a":{"type":"integer","maximum":4}}""", """{"a":"5"}""", null)]
    [InlineData("""{"a":{"type":"integer"}}""", """{"a":"\ud800"}""", null)]
    [InlineData("""{"a":{"type":"boolean"}}""", """{"a":"FALSE"}""", """{"a":false}""")]
    [InlineData("""{"a":{"type":"boolean"}}""", """{"a":"yes"}""", null)]
    [InlineData("""{"a":{"type":"boolean"}}""", """{"a":"1"}""", null)]
    [InlineData("""{"a":{"type":"string"}}""", """{"a":5}""", null)]
    [InlineData("""{"a":{"type":["integer","boolean"]}}""", """{"a":"true"}""", """{"a":true}""")]
    [InlineData("""{"a":{"anyOf":[{"type":"integer"},{"type":"null"}]}}""", """{"a":"5"}""", """{"a":5}""")]
    [InlineData("""{"a":{"anyOf":[{"type":"integer"},{"type":"array"}]}}""", """{"a":"5"}""", null)]
    [InlineData("""{"a":{"enum":["On","ON"]}}""", """{"a":"on"}""", null)]
    [InlineData("""{"a":{"enum":["On","Off"]}}""", """{"a":"ON"}""", """{"a":"On"}""")]
    [InlineData("""{"a":{"anyOf":[{"enum":["On","Off"]},{"type":"null"}]}}""", """{"a":"oFF"}""", """{"a":"Off"}""")]
    [InlineData("""{"a":{"const":"Yes"}}""", """{"a":"YES"}""", """{"a":"Yes"}""")]
    [InlineData("""{"a":{"type":"array","items":{"type":"integer"}}}""", """{"a":"5"}""", """{"a":[5]}""")]
    [InlineData("""{"a":{"type":"array","items":{"type":"string"}}}""", """{"a":"[1,2]"}""", null)]
    [InlineData("""{"a":{"type":"array","items":{"type":"string"}}}""", """{"a":"[\"x\",\"y\"]"}""", """{"a":["x","y"]}""")]
    [InlineData("""{"a":{"type":"array","minItems":2}}""", """{"a":"x"}""", null)]
    [InlineData("""{"a":{"type":"array","items":{"type":"object"}}}""", """{"a":{"x":1}}""", """{"a":[{"x":1}]}""")]
    [InlineData("""{"a":{"type":"object"}}""", """{"a":"{\"x\":1,\"x\":2}"}""", null)]
    [InlineData("""{"a":{"type":"object"}}""", """{"a":"{\"x\":1"}""", null)]
    [InlineData("""{"a":{"type":"array","items":{"type":"array","items":{"$ref":"#/properties/a"}}}}""", """{"a":"x"}""", null)]
    [InlineData("""{"a":{"type":"array","items":{"type":"string"}}}""", """{"a":["x",null]}""", null)]
    public void Value_IsMendedOnlyToWhatItSays(string properties, string arguments, string? expected)
    {
        var tool = new CountingTool("t", schema: $$"""{"type":"object","properties":{{properties}}}""");
        ToolContract contract = ToolContract.Create(tool, new ToolOptions { Coerce = Coercions.All });
        Dictionary<string, object?> values = JsonDocument.Parse(arguments).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value);

        CoercedCall? coerced = ArgumentCoercer.Coerce(contract, values);

        (coerced is null ? null : Json(coerced.Arguments)).Should().Be(expected);
    }

    [Fact]
    public void Values_OfDotNetTypes_AreMendedLikeJson()
    {
        ToolContract contract = ToolContract.Create(new CountingTool("t", schema: Schema), new ToolOptions { Coerce = Coercions.All });
        var values = new Dictionary<string, object?>
        {
            ["amount"] = "12.50",
            ["note"] = null,
            ["tags"] = "new",
            ["lines"] = new List<object?> { new Dictionary<string, object?> { ["sku"] = "lamp", ["count"] = "2" } },
        };

        CoercedCall coerced = ArgumentCoercer.Coerce(contract, values)!;

        Json(coerced.Arguments).Should().Be("""{"amount":12.50,"tags":["new"],"lines":[{"sku":"lamp","count":2}]}""");
        values["amount"].Should().Be("12.50", "what the model wrote stays as it is");
        contract.ArgumentsCheck.Fits(coerced.Arguments).Should().BeTrue();
    }

    [Fact]
    public async Task GuardedFunction_UnderAForeignLoop_MendsAsTheAgentDoes()
    {
        var tool = new CountingTool("refund", schema: Schema);
        var store = new InMemoryRunStore();
        AgentPipeline pipeline = AgentPipeline.Create("alone", store);
        var function = new GuardedFunction(tool, pipeline, t => t.ReadOnly().Coerce(Coercions.NumericStrings));

        object? result = await function.InvokeAsync(new AIFunctionArguments { ["amount"] = "12.50" });

        result.Should().Be("done");
        Json(tool.Invocations.Single().Arguments).Should().Be("""{"amount":12.50}""");
    }

    private static string Json(IEnumerable<KeyValuePair<string, object?>> arguments) =>
        $"{{{string.Join(',', arguments.Select(a => $"\"{a.Key}\":{ToolArguments.ToElement(a.Value).GetRawText()}"))}}}";
}
