using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using static Agentry.Tests.LoopModes;

namespace Agentry.Tests;

/// <summary>P1 to P3: what a retry around a foreign loop does to tools that have run.</summary>
public sealed class RetryHarmTests
{
    private static readonly HttpRequestException Unavailable = new("down", null, System.Net.HttpStatusCode.ServiceUnavailable);

    [Theory, BothModes]
    public async Task P1_RetryAroundTheBareLoop_RunsTheToolTwice(RunMode mode)
    {
        var pay = new CountingTool("pay");
        var loop = new ForeignToolLoop(PayThenFailThenPay());

        await RetryOnceAsync(() => mode.AskAsync(loop, "Pay 10.", Tools(pay)));

        pay.Count.Should().Be(2, "this is the harm");
    }

    [Theory, BothModes]
    public async Task P1_RetryInAScope_RunsTheToolOnceAndTellsTheModelItsResult(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay", (_, _) => new("receipt 7"));
        ScriptedChatClient model = PayThenFailThenPay();
        ForeignToolLoop loop = desk.Loop(model);
        RunId run;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            run = scope.RunId;
            ChatResponse answer = await RetryOnceAsync(() => mode.AskAsync(loop, "Pay 10.", Tools(desk.Guard(pay))));
            answer.Text.Should().Be("Paid.");
        }

        pay.Count.Should().Be(1);
        model.Requests[^1].Messages.Answers().Should().Equal("receipt 7");
        (await desk.KindsAsync(run)).Should().Equal(
            typeof(RunStarted),
            typeof(ModelReplied),
            typeof(ToolIntended),
            typeof(ToolCompleted),
            typeof(ModelFailed),
            typeof(ModelReplied),
            typeof(CallRepeated),
            typeof(ModelReplied),
            typeof(RunEnded));
        (await desk.RunsAsync()).Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Status = RunStatus.Completed, ToolCalls = 1, Turns = 4 }, o => o.ExcludingMissingMembers());
        (await desk.Pipeline.Runs.MessagesAsync(run)).Answers().Should().Equal("receipt 7", "receipt 7");
    }

    [Theory, BothModes]
    public async Task P1_RetryAsksForOtherArguments_IsAnotherCall(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(
            ModelReply.Call("pay", """{"amount":10}"""),
            ModelReply.Throw(Unavailable),
            ModelReply.Call("pay", """{"amount":11}"""),
            ModelReply.Text("Paid."));
        ForeignToolLoop loop = desk.Loop(model);
        await using (RunScope.Begin(desk.Pipeline))
            await RetryOnceAsync(() => mode.AskAsync(loop, "Pay.", Tools(desk.Guard(pay))));

        pay.Invocations.Should().HaveCount(2);
        pay.Invocations.Select(i => i.IdempotencyKey).Should().OnlyHaveUniqueItems();
    }

    [Theory, BothModes]
    public async Task P1_SameCallInALaterTurn_IsAnotherCall(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(
            ModelReply.Call("pay", """{"amount":10}"""), ModelReply.Call("pay", """{"amount":10}"""), ModelReply.Text("Paid twice."));
        await using (RunScope.Begin(desk.Pipeline))
            await mode.AskAsync(desk.Loop(model), "Pay twice.", Tools(desk.Guard(pay)));

        pay.Count.Should().Be(2);
    }

    [Theory, BothModes]
    public async Task P2_ApprovedCallResumedTwiceFromStoredHistory_BareLoopRunsItTwice(RunMode mode)
    {
        var pay = new CountingTool("pay");
        var loop = new ForeignToolLoop(new ScriptedChatClient(_ => ModelReply.Throw(Unavailable)));
        string stored = Stored();

        await FailsAsync(() => mode.AskAsync(loop, Restored(stored), Tools(new ApprovalRequiredAIFunction(pay))));
        await FailsAsync(() => mode.AskAsync(loop, Restored(stored), Tools(new ApprovalRequiredAIFunction(pay))));

        pay.Count.Should().Be(2, "this is the harm");
    }

    [Theory, BothModes]
    public async Task P2_ApprovedCallResumedTwiceFromStoredHistory_ScopeRunsNothingTheModelDidNotPropose(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Throw(Unavailable), ModelReply.Text("It was not paid."));
        ForeignToolLoop loop = desk.Loop(model);
        string stored = Stored();
        AIFunction guarded = desk.Guard(pay);
        await using (RunScope.Begin(desk.Pipeline))
            await FailsAsync(() => mode.AskAsync(loop, Restored(stored), Tools(guarded)));
        await using (RunScope.Begin(desk.Pipeline))
            await mode.AskAsync(loop, Restored(stored), Tools(guarded));

        pay.Count.Should().Be(0);
        foreach (RunSummary run in await desk.RunsAsync())
        {
            (await desk.LogAsync(run.Run.RunId)).Select(e => e.Event).OfType<ToolRefused>()
                .Should().ContainSingle().Which.Code.Should().Be(ToolRefusalCodes.NotProposed);
        }

        model.Requests.Should().OnlyContain(r => WellFormed.Problem(r.Messages) == null);
        (await desk.RunsAsync()).Select(r => r.Status).Should().Equal(RunStatus.Completed, RunStatus.Failed);
    }

    [Theory, BothModes]
    public async Task P3_ApprovedCallResumedTwiceFromMemory_BareLoopLosesItsResult(RunMode mode)
    {
        var pay = new CountingTool("pay", (_, _) => new("receipt 7"));
        var model = new ScriptedChatClient(ModelReply.Throw(Unavailable), ModelReply.Text("?"));
        var loop = new ForeignToolLoop(model);
        List<ChatMessage> messages = Restored(Stored());
        ChatOptions options = Tools(new ApprovalRequiredAIFunction(pay));

        await FailsAsync(() => mode.AskAsync(loop, messages, options));
        await mode.AskAsync(loop, messages, options);

        pay.Count.Should().Be(1);
        model.Requests[1].Messages.Answers().Should().BeEmpty("this is the harm");
        WellFormed.Problem(model.Requests[1].Messages).Should().Contain("approval content", "this is the other harm");
    }

    [Theory, BothModes]
    public async Task P3_ApprovedCallResumedTwiceFromMemory_ScopeTellsTheModelWhatBecameOfIt(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Throw(Unavailable), ModelReply.Text("It was not paid."));
        ForeignToolLoop loop = desk.Loop(model);
        List<ChatMessage> messages = Restored(Stored());
        ChatOptions options = Tools(desk.Guard(pay));
        await using (RunScope.Begin(desk.Pipeline))
        {
            await FailsAsync(() => mode.AskAsync(loop, messages, options));
            await mode.AskAsync(loop, messages, options);
        }

        pay.Count.Should().Be(0);
        model.Requests.Should().OnlyContain(r => WellFormed.Problem(r.Messages) == null);
        model.Requests[1].Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Should().ContainSingle().Which.CallId.Should().Be("c1");
        model.Requests[1].Messages.Answers().Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task P3_HistoryThatLostAResult_ScopePutsTheRecordedOneBack(RunMode mode)
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("pay", (_, _) => new("receipt 7"));
        var model = new ScriptedChatClient(ModelReply.Call("pay", """{"amount":10}""", "c1"), ModelReply.Text("Paid."), ModelReply.Text("As I said."));
        var client = new GuardedChatClient(model, desk.Pipeline);
        await using (RunScope.Begin(desk.Pipeline))
        {
            ChatResponse first = await mode.AskAsync(new ForeignToolLoop(client), "Pay.", Tools(desk.Guard(pay)));
            List<ChatMessage> lossy = [User("Pay."), .. first.Messages.Where(m => m.Role != ChatRole.Tool), User("Sure?")];
            await mode.AskAsync(client, lossy);
        }

        model.Requests[2].Messages.Answers().Should().Equal("receipt 7");
        model.Requests[2].Messages.Select(m => m.Role).Should().Equal(
            ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant, ChatRole.User);
    }

    private static ScriptedChatClient PayThenFailThenPay() => new(
        ModelReply.Call("pay", """{"amount":10}""", "c1"),
        ModelReply.Throw(Unavailable),
        ModelReply.Call("pay", """{"amount":10.0}""", "c2"),
        ModelReply.Text("Paid."));

    private static async Task<ChatResponse> RetryOnceAsync(Func<Task<ChatResponse>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException)
        {
            return await ask();
        }
    }

    private static async Task FailsAsync(Func<Task<ChatResponse>> ask) => await ask.Should().ThrowAsync<HttpRequestException>();

    /// <summary>A history as a host stores it after a person approved a payment.</summary>
    private static string Stored()
    {
        var request = new ToolApprovalRequestContent(
            "loop_c1", new FunctionCallContent("c1", "pay", new Dictionary<string, object?> { ["amount"] = 10 }));
        List<ChatMessage> messages =
        [
            User("Pay 10."),
            new(ChatRole.Assistant, [request]),
            new(ChatRole.User, [request.CreateResponse(approved: true)]),
        ];
        return JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions);
    }

    private static List<ChatMessage> Restored(string stored) =>
        JsonSerializer.Deserialize<List<ChatMessage>>(stored, AIJsonUtilities.DefaultOptions)!;
}
