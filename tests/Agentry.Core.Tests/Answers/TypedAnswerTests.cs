using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class TypedAnswerTests
{
    [Theory, BothModes]
    public async Task Answer_FitsTheSchema_IsReadAndTheSchemaWasAskedFor(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text(Quote.Json));
        await using var host = new TestHost(model);
        List<RunUpdate> updates = [];

        AgentRun<Quote> run = await mode.RunAsync<Quote>(host.Agent, "Quote two lamps.", updates).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        run.HasAnswer.Should().BeTrue();
        run.Answer.Should().BeEquivalentTo(new Quote("q-7", 12.5m, [new QuoteLine("lamp", 2)], QuoteKind.Firm, new DateOnly(2026, 5, 1)));
        run.Text.Should().Be(Quote.Json);
        var format = model.Requests[0].Options!.ResponseFormat.Should().BeOfType<ChatResponseFormatJson>().Subject;
        format.SchemaName.Should().Be("Quote");
        format.Schema!.Value.GetProperty("properties").GetProperty("total").GetProperty("maximum").GetInt32().Should().Be(1000);
        AskedAnswer asked = (await host.CheckAsync(run)).Of<RunStarted>().Single().Answer!;
        asked.SchemaHash.Should().HaveLength(64);
        (await host.Runs.ContentAsync(run.Id, asked.Schema)).GetString().Should().Be(format.Schema.Value.GetRawText());
        if (mode == RunMode.Streaming)
            updates.OfType<TextUpdate>().Should().ContainSingle("text comes when it has been accepted").Which.Text.Should().Be(Quote.Json);
    }

    [Theory, BothModes]
    public async Task Answer_DoesNotFit_ModelIsToldWhatToMendAndAnswersAgain(RunMode mode)
    {
        string wrong = Quote.Json.Replace("12.5", "\"12.5\"", StringComparison.Ordinal).Replace("Firm", "firm", StringComparison.Ordinal);
        var model = new ScriptedChatClient(ModelReply.Text(wrong), ModelReply.Text(Quote.Json));
        await using var host = new TestHost(model);
        List<RunUpdate> updates = [];

        AgentRun<Quote> run = await mode.RunAsync<Quote>(host.Agent, "Quote.", updates).Soon();

        run.Answer!.Total.Should().Be(12.5m);
        run.Turns.Should().Be(2);
        ChatMessage repair = model.Requests[1].Messages[^1];
        repair.Role.Should().Be(ChatRole.User);
        repair.Text.Should().Be(
            """
            Your answer was not accepted: it does not fit the schema that was asked for.
            - /total: expected number, got "12.5". Fix: send 12.5 without quotes for "total".
            - /kind: expected one of "Draft", "Firm", got "firm". Fix: use "Firm" for "kind".
            Answer again with the whole corrected JSON and nothing else.
            """.ReplaceLineEndings("\n"));
        model.Requests[1].Messages[^2].Text.Should().Be(wrong, "the model sees what it is to mend");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<AnswerRefused>().Should().ContainSingle().Which.Code.Should().Be(AnswerRefusalCodes.SchemaMismatch);
        RunState.Fold(log).RefusedAnswers.Should().Be(1);
        if (mode == RunMode.Streaming)
        {
            updates.OfType<AnswerRefusedUpdate>().Should().ContainSingle().Which.Should().Be(new AnswerRefusedUpdate(1, AnswerRefusalCodes.SchemaMismatch));
            string.Concat(updates.OfType<TextUpdate>()).Should().Be(Quote.Json, "what was refused is not told");
        }
    }

    [Theory, BothModes]
    public async Task Answer_StaysInvalid_FailsTheRunWithItsTextAfterMaxRepairs(RunMode mode)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Text("""{"number":5}"""));
        await using var host = new TestHost(model, agent => agent.WithLimits(l => l.MaxRepairs = 2));
        List<RunUpdate> updates = [];

        AgentRun<Quote> run = await mode.RunAsync<Quote>(host.Agent, "Quote.", updates).Soon();

        run.Status.Should().Be(RunStatus.Failed);
        run.Reason!.Code.Should().Be(RunReasonCodes.InvalidAnswer);
        run.FailureClass.Should().Be(FailureClass.InvalidResponse);
        run.Text.Should().Be("""{"number":5}""");
        run.HasAnswer.Should().BeFalse();
        run.Answer.Should().BeNull();
        model.Requests.Should().HaveCount(3);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<AnswerRefused>().Select(e => e.Message is null).Should().Equal(false, false, true);
        updates.OfType<TextUpdate>().Should().BeEmpty();
    }

    [Theory, BothModes]
    public async Task Answer_MaxRepairsIsZero_FailsAtOnce(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("no"));
        await using var host = new TestHost(model);

        AgentRun<Quote> run = await mode.RunAsync<Quote>(host.Agent, new RunRequest("Quote.") { Limits = new RunLimits { MaxRepairs = 0 } }).Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.InvalidAnswer);
        model.Requests.Should().ContainSingle();
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Answer_TurnsRunOutDuringRepair_IsTheLimitWithTheText(RunMode mode)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Text("no"));
        await using var host = new TestHost(model, agent => agent.WithLimits(l => l.MaxTurns = 2));

        AgentRun<Quote> run = await mode.RunAsync<Quote>(host.Agent, "Quote.").Soon();

        (run.Status, run.Reason!.Code, run.Text).Should().Be((RunStatus.LimitReached, RunReasonCodes.MaxTurns, "no"));
        await host.CheckAsync(run);
    }

    [Theory]
    [InlineData("The quote is ready.", AnswerRefusalCodes.NotJson, "not one JSON value")]
    [InlineData("""{"number":"q-7","total":12.5,"lines":[{"sku":"la""", AnswerRefusalCodes.NotJson, "not complete")]
    [InlineData("""{"number":"q-7"} {"number":"q-8"}""", AnswerRefusalCodes.NotJson, "not one JSON value")]
    [InlineData("""{"sku":"a","sku":"b","count":1}""", AnswerRefusalCodes.NotJson, "member twice")]
    [InlineData("""{"sku":"\ud800","count":1}""", AnswerRefusalCodes.Unreadable, "cannot be read")]
    [InlineData("null", AnswerRefusalCodes.SchemaMismatch, "the answer: expected object, got null")]
    [InlineData("""{"sku":"lamp","count":99999999999}""", AnswerRefusalCodes.Unreadable, "$.count")]
    public async Task Answer_OfOtherForms_IsRefusedWithWhy(string text, string code, string says)
    {
        var model = new ScriptedChatClient(ModelReply.Text(text), ModelReply.Text("""{"sku":"lamp","count":2}"""));
        await using var host = new TestHost(model);

        AgentRun<QuoteLine> run = await host.Agent.RunAsync<QuoteLine>("Line.").Soon();

        run.Answer.Should().Be(new QuoteLine("lamp", 2));
        model.Requests[1].Messages[^1].Text.Should().Contain(says);
        (await host.CheckAsync(run)).Of<AnswerRefused>().Single().Code.Should().Be(code);
    }

    [Theory]
    [InlineData("```json\n{\"sku\":\"lamp\",\"count\":2}\n```")]
    [InlineData("```\n{\"sku\":\"lamp\",\"count\":2}```\n")]
    [InlineData("\n  {\"sku\":\"lamp\",\"count\":2}\n")]
    public async Task Answer_InAFenceOrBlanks_IsTakenOutOfThem(string text)
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text(text)));

        AgentRun<QuoteLine> run = await host.Agent.RunAsync<QuoteLine>("Line.").Soon();

        run.Answer.Should().Be(new QuoteLine("lamp", 2));
        run.Text.Should().Be("""{"sku":"lamp","count":2}""");
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Answer_ThatIsNoObject_IsAskedForInOne(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("""{"answer":[3,5]}"""), ModelReply.Text("""{"answer":41}"""), ModelReply.Text("""{"answer":"Firm"}"""));
        await using var host = new TestHost(model);

        (await mode.RunAsync<int[]>(host.Agent, "Primes.").Soon()).Answer.Should().Equal(3, 5);
        (await mode.RunAsync<int>(host.Agent, "How many?").Soon()).Answer.Should().Be(41);
        (await mode.RunAsync<QuoteKind>(host.Agent, "Which?").Soon()).Answer.Should().Be(QuoteKind.Firm);

        model.Requests.Should().OnlyContain(r => ((ChatResponseFormatJson)r.Options!.ResponseFormat!).Schema!.Value.GetProperty("type").GetString() == "object");
    }

    [Fact]
    public async Task Answer_OfARecursiveTypeInAList_IsCheckedAllTheWayDown()
    {
        var model = new ScriptedChatClient(
            ModelReply.Text("""{"answer":[{"name":"desk","parts":[{"name":"leg","parts":[{"name":7,"parts":[]}]}]}]}"""),
            ModelReply.Text("""{"answer":[{"name":"desk","parts":[{"name":"leg","parts":[]}]}]}"""));
        await using var host = new TestHost(model);

        AgentRun<List<Part>> run = await host.Agent.RunAsync<List<Part>>("Parts.").Soon();

        run.Answer!.Single().Parts.Single().Name.Should().Be("leg");
        model.Requests[1].Messages[^1].Text.Should().Contain("/answer/0/parts/0/parts/0/name: expected string, got 7");
    }

    [Theory, BothModes]
    public async Task Answer_AfterToolCalls_IsReadAndInvalidCallsDoNotCountAsAnswers(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Call("price", """{"sku":7}""").WithText("I look."),
            ModelReply.Call("price", """{"sku":"lamp"}"""),
            ModelReply.Text("""{"sku":"lamp"}"""),
            ModelReply.Call("price", """{"sku":"lamp"}"""),
            ModelReply.Text("""{"sku":"lamp","count":2}"""));
        var tool = new CountingTool("price", schema: """{"type":"object","properties":{"sku":{"type":"string"}},"required":["sku"]}""");
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.ReadOnly()).WithLimits(l => l.MaxRepairs = 1));

        AgentRun<QuoteLine> run = await mode.RunAsync<QuoteLine>(host.Agent, "Line.").Soon();

        run.Answer.Should().Be(new QuoteLine("lamp", 2));
        tool.Count.Should().Be(2);
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Answer_CutByTheOutputLimit_IsALimitWithThePartialText(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("""{"sku":"la""").WithFinishReason(ChatFinishReason.Length));
        await using var host = new TestHost(model);

        AgentRun<QuoteLine> run = await mode.RunAsync<QuoteLine>(host.Agent, "Line.").Soon();

        (run.Status, run.Reason!.Code, run.Text, run.HasAnswer).Should().Be((RunStatus.LimitReached, RunReasonCodes.OutputCut, """{"sku":"la""", false));
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Answer_ChangedByAGuardBehindIt_IsReadAsChanged(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("""{"sku":"lamp","count":2}"""));
        await using var host = new TestHost(model, agent => agent.Layer(RunStage.OutputGuardrail, async (context, next, token) =>
        {
            RunOutcome outcome = await next(context, token);
            return outcome with { Text = outcome.Text.Replace("lamp", "[sku]", StringComparison.Ordinal) };
        }));

        AgentRun<QuoteLine> run = await mode.RunAsync<QuoteLine>(host.Agent, "Line.").Soon();

        run.Answer.Should().Be(new QuoteLine("[sku]", 2));
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task Answer_BrokenByAGuardBehindIt_IsNotThereAndTheReasonSaysSo()
    {
        var model = new ScriptedChatClient(ModelReply.Text("""{"sku":"lamp","count":2}"""));
        await using var host = new TestHost(model, agent => agent.Layer(
            RunStage.OutputGuardrail, async (context, next, token) => await next(context, token) with { Text = "[removed]" }));

        AgentRun<QuoteLine> run = await host.Agent.RunAsync<QuoteLine>("Line.").Soon();

        (run.Status, run.HasAnswer, run.Answer).Should().Be((RunStatus.Completed, false, null));
        run.Reason!.Code.Should().Be(RunReasonCodes.AnswerUnreadable);
    }

    [Theory, BothModes]
    public async Task AnswerContractLayer_OfTheHost_IsCalledOnceAndSeesTheAcceptedAnswer(RunMode mode)
    {
        List<string> seen = [];
        var model = new ScriptedChatClient(ModelReply.Text("no"), ModelReply.Text("""{"sku":"lamp","count":2}"""));
        await using var host = new TestHost(model, agent => agent.Layer(RunStage.AnswerContract, async (context, next, token) =>
        {
            RunOutcome outcome = await next(context, token);
            seen.Add(outcome.Text);
            return outcome;
        }));

        await mode.RunAsync<QuoteLine>(host.Agent, "Line.").Soon();

        seen.Should().Equal("""{"sku":"lamp","count":2}""");
    }

    [Fact]
    public async Task Run_WithoutAType_AsksForNoSchemaAndStreamsAsItComes()
    {
        var model = new ScriptedChatClient(ModelReply.Text("one two three"));
        await using var host = new TestHost(model);
        List<RunUpdate> updates = [];

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Count.", updates).Soon();

        updates.OfType<TextUpdate>().Should().HaveCount(3);
        model.Requests[0].Options!.ResponseFormat.Should().BeNull();
        (await host.CheckAsync(run)).Of<RunStarted>().Single().Answer.Should().BeNull();
    }

    [Fact]
    public async Task Type_OfASourceGeneratedContext_NeedsNoReflection()
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("""{"sku":"lamp","count":2}""")));

        AgentRun<QuoteLine> run = await host.Agent.RunAsync<QuoteLine>("Line.", AnswerJson.Default.Options).Soon();

        run.Answer.Should().Be(new QuoteLine("lamp", 2));
        await host.Agent.Invoking(a => a.RunAsync<Quote>("Quote.", AnswerJson.Default.Options)).Should().ThrowAsync<NotSupportedException>();
    }

    [Fact]
    public async Task IdempotencyKey_WithTheSameType_GivesTheSameAnswer_WithAnotherIsAnError()
    {
        var model = new ScriptedChatClient(ModelReply.Text("""{"sku":"lamp","count":2}"""));
        await using var host = new TestHost(model);
        var request = new RunRequest("Line.") { IdempotencyKey = "k" };

        AgentRun<QuoteLine> first = await host.Agent.RunAsync<QuoteLine>(request).Soon();
        AgentRun<QuoteLine> again = await host.Agent.RunAsync<QuoteLine>(request).Soon();

        again.Id.Should().Be(first.Id);
        again.Answer.Should().Be(first.Answer);
        await host.Agent.Invoking(a => a.RunAsync<Quote>(request)).Should().ThrowAsync<AgentryException>().WithMessage("*another request*");
        await host.Agent.Invoking(a => a.RunAsync(request)).Should().ThrowAsync<AgentryException>().WithMessage("*another request*");
    }

    [Fact]
    public async Task Conversation_GoesOnAfterARepairedAnswer()
    {
        var model = new ScriptedChatClient(ModelReply.Text("no"), ModelReply.Text("""{"sku":"lamp","count":2}"""), ModelReply.Text("Yes."));
        await using var host = new TestHost(model);

        await host.Agent.RunAsync<QuoteLine>(new RunRequest("Line.") { ConversationId = "c" }).Soon();
        AgentRun next = await host.Agent.RunAsync(new RunRequest("Sure?") { ConversationId = "c" }).Soon();

        next.Text.Should().Be("Yes.");
        model.Requests[2].Messages.Select(m => m.Role).Should().Equal(
            ChatRole.User, ChatRole.Assistant, ChatRole.User, ChatRole.Assistant, ChatRole.User);
        model.Requests[2].Options!.ResponseFormat.Should().BeNull();
    }
}
