using System.Text.Json;
using Agentry.JsonSchema;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using static Agentry.Tests.HandWrittenValidator;

namespace Agentry.Tests;

/// <summary>The seam for another validator: what it says counts, and where it fails nothing runs.</summary>
public sealed class HostValidatorTests
{
    private const string Schema = """{"type":"object","properties":{"order":{"type":"integer","minimum":1}},"required":["order"]}""";
    private const string Receipt = """{"type":"object","properties":{"receipt":{"type":"integer"}},"required":["receipt"]}""";
    private const string Good = """{"sku":"lamp","count":2}""";

    [Theory, BothModes]
    public async Task Arguments_HostsValidator_DecidesAndWordsTheRepair(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Call("refund", """{"order":"many"}""", "bad"), ModelReply.Call("refund", """{"order":0}""", "good"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(model, agent => agent.WithTool(tool), all => Use(all));

        AgentRun run = await mode.RunAsync(host.Agent, "Refund it.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests[1].AnswerTo("bad").Should().Contain($"/order: expected {Words}").And.Contain("do as it says");
        tool.Count.Should().Be(1, "the host's validator knows no minimum");
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.InvalidArguments);
    }

    [Theory, BothModes]
    public async Task Result_HostsValidator_DecidesWhatTheModelSees(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Calls(("wrong", "{}", "w"), ("right", "{}", "r")), ModelReply.Text("Done."));
        var wrong = new CountingTool("wrong", (_, _) => new(JsonSerializer.SerializeToElement(new { receipt = "secret" })), returnSchema: Receipt);
        var right = new CountingTool("right", (_, _) => new(JsonSerializer.SerializeToElement(new { receipt = 7 })), returnSchema: Receipt);
        await using var host = new TestHost(model, agent => agent.WithTool(wrong).WithTool(right), all => Use(all));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        model.Requests[1].AnswerTo("w").Should().Contain("withheld").And.NotContain("secret");
        model.Requests[1].AnswerTo("r").Should().Be("""{"receipt":7}""");
        wrong.Count.Should().Be(1);
        (await host.CheckAsync(run)).Of<ToolResultReplaced>().Single().Code.Should().Be(ToolRefusalCodes.InvalidResult);
    }

    [Theory, BothModes]
    public async Task Answer_HostsValidator_DecidesAndWordsTheRepair(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("""{"sku":"lamp"}"""), ModelReply.Text(Good));
        await using var host = new TestHost(model, all: all => Use(all));

        AgentRun<QuoteLine> run = await mode.RunAsync<QuoteLine>(host.Agent, "A line.").Soon();

        run.Answer.Should().Be(new QuoteLine("lamp", 2));
        model.Requests[1].Messages[^1].Text.Should().Contain(Words);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Answer_OfARunThatGoesOnByItsLog_IsHeldToTheHostsValidator(RunMode mode)
    {
        bool waits = true;
        var model = new ScriptedChatClient(ModelReply.Call("look"), ModelReply.Text("""{"sku":"lamp"}"""), ModelReply.Text(Good));
        await using var host = new TestHost(model, agent => agent.WithTool(new CountingTool("look"), t => t.ReadOnly()).Suspend(_ => waits), all => Use(all));
        AgentRun<QuoteLine> waiting = await mode.RunAsync<QuoteLine>(host.Agent, "A line.").Soon();
        waiting.Status.Should().Be(RunStatus.AwaitingApproval);
        waits = false;

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests[2].Messages[^1].Text.Should().Contain(Words);
    }

    [Theory, BothModes]
    public async Task Arguments_ValidatorThrows_CallIsRefusedAndRecorded_NothingRuns(RunMode mode)
    {
        foreach (Mood mood in (Mood[])[Mood.ThrowsAlways, Mood.ThrowsWhenAskedWhy])
        {
            var model = new ScriptedChatClient(ModelReply.Call("refund", """{"order":"many"}""", "c"), ModelReply.Text("Done."));
            var tool = new CountingTool("refund", schema: Schema);
            await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.Coerce(Coercions.All)), all => Use(all, mood));

            AgentRun run = await mode.RunAsync(host.Agent, "Refund it.").Soon();

            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            tool.Count.Should().Be(0);
            model.Requests[1].AnswerTo("c").Should().Contain("was not run").And.NotContain("secret");
            (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.LayerFailed);
        }
    }

    [Theory, BothModes]
    public async Task Result_ValidatorThrows_IsWithheldAndTheToolRanOnce(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay", (_, _) => new(JsonSerializer.SerializeToElement(new { receipt = "secret" })), returnSchema: Receipt);
        await using var host = new TestHost(model, agent => agent.WithTool(tool), all => all.UseSchemaValidator(
            s => s.GetRawText().Contains("receipt", StringComparison.Ordinal) ? new HandWrittenValidator(s, Mood.ThrowsAlways) : CompiledSchema.Compile(s)));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        tool.Count.Should().Be(1);
        model.Requests[1].AnswerTo("c").Should().Contain("withheld").And.NotContain("secret");
        (await host.CheckAsync(run)).Of<ToolResultReplaced>().Single().Code.Should().Be(ToolRefusalCodes.LayerFailed);
    }

    [Theory, BothModes]
    public async Task Answer_ValidatorThrows_RunFails(RunMode mode)
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text(Good)), all: all => Use(all, Mood.ThrowsAlways));

        AgentRun<QuoteLine> run = await mode.RunAsync<QuoteLine>(host.Agent, "A line.").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        run.HasAnswer.Should().BeFalse();
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Validator_RefusesWithoutAReason_RefusesAllTheSame(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Call("refund", """{"order":"many"}""", "c"), ModelReply.Text("""{"sku":"lamp"}"""), ModelReply.Text(Good));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool, t => t.Coerce(Coercions.All)), all => Use(all, Mood.GivesNoReason));

        AgentRun<QuoteLine> run = await mode.RunAsync<QuoteLine>(host.Agent, "Refund it.").Soon();

        tool.Count.Should().Be(0);
        model.Requests[1].AnswerTo("c").Should().Contain("expected a value that fits the schema");
        model.Requests.Should().HaveCount(3, "the answer that does not fit is not accepted");
        run.Answer.Should().Be(new QuoteLine("lamp", 2));
    }

    [Theory, BothModes]
    public async Task UseSchemaValidator_OfOneAgent_ComesBeforeThatOfAll(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("refund", """{"order":0}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("refund", schema: Schema);
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool).UseSchemaValidator(s => CompiledSchema.Compile(s)), all => Use(all, Mood.ThrowsAlways));

        await mode.RunAsync(host.Agent, "Refund it.").Soon();

        model.Requests[1].AnswerTo("c").Should().Contain("at least 1");
    }

    [Theory, BothModes]
    public async Task UseSchemaValidator_OursWithFormats_HoldsCallsToThem(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("remind", """{"on":"tomorrow"}""", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("remind", schema: """{"type":"object","properties":{"on":{"type":"string","format":"date"}}}""");
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool), all => all.UseSchemaValidator(s => CompiledSchema.Compile(s, new SchemaCompileOptions { AssertFormat = true })));

        await mode.RunAsync(host.Agent, "Remind me.").Soon();

        tool.Count.Should().Be(0);
        model.Requests[1].AnswerTo("c").Should().Contain("/on");
    }

    [Fact]
    public void Version_SameSchemas_DoesNotDependOnTheValidator()
    {
        var tool = new CountingTool("pay", schema: Schema, returnSchema: Receipt);

        ToolContract.Create(tool, new ToolOptions(), s => new HandWrittenValidator(s)).Version
            .Should().Be(ToolContract.Create(tool, new ToolOptions()).Version);
        ToolContract.Create(new CountingTool("pay", schema: Schema.Replace(":1}", ":1.0}", StringComparison.Ordinal), returnSchema: Receipt), new ToolOptions(), s => new HandWrittenValidator(s)).Version
            .Should().Be(ToolContract.Create(tool, new ToolOptions()).Version, "it is made of the canonical schema");
    }

    [Fact]
    public async Task Start_ValidatorCannotBeMade_NamesAgentToolAndPlace()
    {
        using var host = new ConfiguredHost(all => all
            .UseSchemaValidator(s => !s.TryGetProperty("properties", out JsonElement properties) ? new HandWrittenValidator(s)
                : properties.TryGetProperty("placed", out _) ? throw new SchemaCompileException("/properties/placed", "type", "not here.")
                : properties.TryGetProperty("thrown", out _) ? throw new FormatException("what is this")
                : null!)
            .AddAgent("a", agent => agent
                .WithTool(new CountingTool("one", schema: """{"properties":{"placed":{}}}"""))
                .WithTool(new CountingTool("two", schema: """{"properties":{"thrown":{}}}"""))
                .WithTool(new CountingTool("three", schema: """{"properties":{"x":{}}}"""))
                .WithTool(new CountingTool("four", returnSchema: """{"properties":{"placed":{}}}"""))));

        IReadOnlyList<string> errors = await host.StartErrorsAsync();

        errors.Should().HaveCount(4);
        errors[0].Should().StartWith("agent 'a', tool 'one': its schema cannot be used.").And.Contain("/properties/placed").And.Contain("not here.");
        errors[1].Should().StartWith("agent 'a', tool 'two': its schema cannot be used.").And.Contain("FormatException: what is this");
        errors[2].Should().StartWith("agent 'a', tool 'three': its schema cannot be used.").And.Contain("null");
        errors[3].Should().StartWith("agent 'a', tool 'four': its result schema cannot be used.");
    }

    [Theory, BothModes]
    public async Task GuardedFunction_PipelineWithAValidator_DecidesUnderAForeignLoop(RunMode mode)
    {
        foreach (Mood mood in (Mood[])[Mood.Well, Mood.ThrowsAlways])
        {
            var store = new InMemoryRunStore();
            AgentPipeline pipeline = AgentPipeline.Create("alone", store, schemaValidator: s => new HandWrittenValidator(s, mood));
            var tool = new CountingTool("refund", schema: Schema);
            var function = new GuardedFunction(tool, pipeline);
            var model = new ScriptedChatClient(ModelReply.Call("refund", """{"order":"many"}""", "c"), ModelReply.Text("Done."));
            RunId id;
            ChatResponse response;
            await using (RunScope scope = RunScope.Begin(pipeline))
            {
                id = scope.RunId;
                response = await mode.AskAsync(new ForeignToolLoop(new GuardedChatClient(model, pipeline)), "Refund it.", LoopModes.Tools(function));
            }

            tool.Count.Should().Be(0);
            response.Messages.Answers().Single().Should().Contain(mood == Mood.Well ? Words : "safety check").And.NotContain("secret");
            RunState state = await pipeline.Runs.StateAsync(id);
            state.Calls.Single().Code.Should().Be(mood == Mood.Well ? ToolRefusalCodes.InvalidArguments : ToolRefusalCodes.LayerFailed);
        }
    }

    [Fact]
    public void Interface_Defaults_AnswerForArgumentsAndText()
    {
        ISchemaValidator validator = new HandWrittenValidator(JsonSerializer.Deserialize<JsonElement>(Schema));
        ISchemaValidator ours = CompiledSchema.Compile(JsonSerializer.Deserialize<JsonElement>(Schema));

        foreach (ISchemaValidator each in (ISchemaValidator[])[validator, ours])
        {
            each.IsValid(new Dictionary<string, object?> { ["order"] = 7 }).Should().BeTrue();
            each.Validate(new Dictionary<string, object?> { ["order"] = "7" }).Should().ContainSingle().Which.Pointer.Should().Be("/order");
            each.IsValid("""{"order":7}"""u8.ToArray()).Should().BeTrue();
            each.Validate("""{"order":"7"}"""u8.ToArray()).Should().ContainSingle().Which.Pointer.Should().Be("/order");
            each.IsValid("""{"order":7"""u8.ToArray()).Should().BeFalse();
            each.Validate("""{"order":7"""u8.ToArray()).Should().ContainSingle().Which.Keyword.Should().Be("json");
        }
    }

    private static IAgentryBuilder Use(IAgentryBuilder builder, Mood mood = Mood.Well) => builder.UseSchemaValidator(s => new HandWrittenValidator(s, mood));
}
