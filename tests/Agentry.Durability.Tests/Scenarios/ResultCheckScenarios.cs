using System.Text.Json;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>A result that comes by another way than out of the tool passes the checks behind the tool before a model sees it.</summary>
public sealed class ResultCheckScenarios
{
    private const string Schema = """{"type":"object","properties":{"receipt":{"type":"string"}},"required":["receipt"]}""";
    private const string Secret = """{"receipt":"secret 7"}""";
    private const string Misfit = """{"paid":"secret 7"}""";

    public enum Way
    {
        PersonSettles,
        ProbeAfterACrash,
        ProbeAfterTheExecution,
        ComesLateAfterACrash,
        ComesLateWhileWaiting,
    }

    public static TheoryData<Way, StoreKind, RunMode> Ways()
    {
        var data = new TheoryData<Way, StoreKind, RunMode>();
        foreach (Way way in Enum.GetValues<Way>())
        {
            foreach (StoreKind kind in Enum.GetValues<StoreKind>())
            {
                data.Add(way, kind, RunMode.Plain);
                data.Add(way, kind, RunMode.Streaming);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Result_GuardRewrites_ModelSeesTheRewritten(Way way, StoreKind kind, RunMode mode)
    {
        (string answer, IReadOnlyList<RunLogEntry> log) = await RunAsync(way, kind, mode, Secret, (_, outcome) => outcome.WithValue("masked", "masked"));

        answer.Should().Be("masked");
        log.Of<ToolResultReplaced>().Should().ContainSingle().Which.Code.Should().Be("masked");
        log.Of<ToolSettled>().Should().ContainSingle().Which.IsToolResult.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Result_GuardFails_IsWithheld(Way way, StoreKind kind, RunMode mode)
    {
        (string answer, IReadOnlyList<RunLogEntry> log) = await RunAsync(way, kind, mode, Secret, (_, _) => throw new InvalidOperationException("broken"));

        answer.Should().Contain("withheld").And.NotContain("secret");
        log.Of<ToolResultReplaced>().Should().ContainSingle().Which.Code.Should().Be(ToolRefusalCodes.LayerFailed);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Result_BreaksItsContract_IsWithheldBeforeTheGuardSeesIt(Way way, StoreKind kind, RunMode mode)
    {
        List<object?> seen = [];
        (string answer, IReadOnlyList<RunLogEntry> log) = await RunAsync(way, kind, mode, Misfit, (_, outcome) =>
        {
            seen.Add(outcome.Answer);
            return outcome;
        });

        answer.Should().Contain("withheld").And.NotContain("secret");
        seen.Should().ContainSingle().Which.Should().BeOfType<string>().Which.Should().Contain("withheld");
        log.Of<ToolResultReplaced>().Should().ContainSingle().Which.Code.Should().Be(ToolRefusalCodes.InvalidResult);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Result_ThatPasses_IsToldAsItIs(Way way, StoreKind kind, RunMode mode)
    {
        string? arguments = null;
        (string answer, IReadOnlyList<RunLogEntry> log) = await RunAsync(way, kind, mode, Secret, (context, outcome) =>
        {
            arguments = context.Arguments.GetValueOrDefault("amount")?.ToString();
            return outcome;
        });

        answer.Should().Be(Secret);
        arguments.Should().Be("5", "a check sees the call that the result is of");
        log.Of<ToolResultReplaced>().Should().BeEmpty();
    }

    [Theory, BothStoresAndModes]
    public async Task Settlement_WithoutAResult_IsOurOwnSentenceAndHeldToNoSchema(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        (RunId id, _) = await disk.DieAfterTheToolAsync(t => t.NonIdempotent());
        var model = new ScriptedChatClient(ModelReply.Text("Done."));
        await using TestHost host = disk.Node(model, new CountingTool("pay", returnSchema: Schema)).AndOthers();
        (await mode.ResumeAsync(host.Agent, id).Soon()).Status.Should().Be(RunStatus.Suspended);

        await host.Runs.SettleAsync(id, "c", CallSettlement.Happened(), "clerk");
        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests.Single().AnswerTo("c").Should().Contain("had its effect");
        (await host.LogAsync(id)).Of<ToolResultReplaced>().Should().BeEmpty();
    }

    [Theory, BothStoresAndModes]
    public async Task Settlement_ToolIsGone_ResultIsWithheld(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        (RunId id, _) = await disk.DieAfterTheToolAsync(t => t.NonIdempotent());
        await using (TestHost before = disk.Node(new ScriptedChatClient(), new CountingTool("pay")).AndOthers())
        {
            await before.Agent.ResumeAsync(id).Soon();
            await before.Runs.SettleAsync(id, "c", CallSettlement.Happened(Json(Secret)), "clerk");
        }

        var model = new ScriptedChatClient(ModelReply.Text("Done."));
        await using TestHost host = disk.Node(model).AndOthers();
        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests.Single().AnswerTo("c").Should().Contain("had its effect").And.NotContain("secret");
    }

    [Theory, BothStores]
    public async Task Settlement_RunIsCancelledBeforeTheCheck_ConversationNeverSeesIt(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        (RunId id, _) = await disk.DieAfterTheToolAsync(t => t.NonIdempotent(), request: new RunRequest("Pay.") { ConversationId = "talk" });
        var model = new ScriptedChatClient(ModelReply.Text("Hello."));
        await using TestHost host = disk.Node(model, new CountingTool("pay"), agent: a => a.Layer(RunStage.InputGuardrail, async (run, next, token) =>
        {
            if (run.RunId == id && run.Log.State.CurrentCalls.Any(c => c.Answer is not null))
                run.Cancellation.Cancel(new RunReason("test", "The run is cancelled here."));
            return await next(run, run.Cancellation.Token);
        })).AndOthers();
        (await host.Agent.ResumeAsync(id).Soon()).Status.Should().Be(RunStatus.Suspended);
        await host.Runs.SettleAsync(id, "c", CallSettlement.Happened(Json(Secret)), "clerk");

        AgentRun cancelled = await host.Agent.ResumeAsync(id).Soon();
        AgentRun next = await host.Agent.RunAsync(new RunRequest("And now?") { ConversationId = "talk" }).Soon();

        cancelled.Status.Should().Be(RunStatus.Cancelled, cancelled.ToString());
        next.Status.Should().Be(RunStatus.Completed, next.ToString());
        model.Requests.Single().AnswerTo("c").Should().Contain("had its effect").And.NotContain("secret");
    }

    /// <summary>The outcome is written before the checks; a process that dies between the two must not leave it to the next one as checked.</summary>
    [Theory, BothStoresAndModes]
    public async Task Crash_BetweenTheOutcomeAndItsCheck_NextWorkerChecksBeforeTheModelSees(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var store = new MortalStore(disk.Open());
        var pay = new CountingTool("pay", (_, _) => new(Json(Secret)), returnSchema: Schema);
        RunId id;
        await using (TestHost dying = disk.Node(
            new ScriptedChatClient(ModelReply.Call("pay", "{}", "c")), pay, t => t.NonIdempotent(), store, agent: a => a.Layer(
                ToolStage.ResultGuardrail, async (context, next, token) =>
                {
                    await next(context, token);
                    await context.Run.Log.FlushAsync();
                    store.Die();
                    throw new IOException("dead");
                })).AndOthers())
        {
            await dying.Agent.Awaiting(a => a.RunAsync("Pay.")).Should().ThrowAsync<RunStoreException>();
            id = (await dying.Runs.ListAsync())[0].Run.RunId;
        }

        disk.LetLeasesRunOut();
        var model = new ScriptedChatClient(ModelReply.Text("Done."));
        await using TestHost host = disk.Node(model, pay, t => t.NonIdempotent(), agent: a => a.Layer(
            ToolStage.ResultGuardrail, async (context, next, token) => (await next(context, token)).WithValue("masked", "masked")));
        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(1);
        model.Requests.Single().AnswerTo("c").Should().Be("masked");
        (await host.CheckAsync(run)).Of<ToolResultReplaced>().Should().ContainSingle();
    }

    [Theory, BothStoresAndModes]
    public async Task Crash_UnreadableCallNotYetRefused_NextWorkerDoesNotRunIt(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var store = new MortalStore(disk.Open());
        var pay = new CountingTool("pay", (_, _) =>
        {
            store.Die();
            return new("paid");
        });
        var list = new CountingTool("list");
        await using (TestHost dying = disk.Node(
            new ScriptedChatClient(ModelReply.Calls(("pay", "{}", "p"), ("list", """{"limit": 5, "na""", "cut"), ("list", """{"x":"\ud83d"}""", "half"))),
            pay,
            t => t.Idempotent(),
            store,
            agent: a => a.WithTool(list, t => t.ReadOnly())).AndOthers())
        {
            await dying.Agent.Awaiting(a => a.RunAsync("Pay.")).Should().ThrowAsync<RunStoreException>();
        }

        disk.LetLeasesRunOut();
        var model = new ScriptedChatClient(ModelReply.Text("Done."));
        await using TestHost host = disk.Node(model, new CountingTool("pay"), t => t.Idempotent(), agent: a => a.WithTool(list, t => t.ReadOnly()));
        RunId id = (await host.Runs.ListAsync())[0].Run.RunId;
        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        list.Count.Should().Be(0, "what the log holds of its arguments is not what the model wrote");
        model.Requests.Single().AnswerTo("cut").Should().Contain("was not run");
        model.Requests.Single().AnswerTo("half").Should().Contain("was not run");
    }

    private static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static async Task<(string Answer, IReadOnlyList<RunLogEntry> Log)> RunAsync(
        Way way, StoreKind kind, RunMode mode, string result, Func<ToolCallContext, ToolOutcome, ToolOutcome> check)
    {
        await using var disk = new Disk(kind);
        var model = new ScriptedChatClient(way == Way.ProbeAfterTheExecution
            ? [ModelReply.Call("pay", """{"amount":5}""", "c"), ModelReply.Text("Done.")]
            : [ModelReply.Text("Done.")]);
        var pay = new CountingTool("pay", (_, _) => throw new IOException("reset"), returnSchema: Schema);
        Action<ToolBuilder> declare = way is Way.ProbeAfterACrash or Way.ProbeAfterTheExecution
            ? t => t.NonIdempotent().Probe((_, _) => new(CallSettlement.Happened(Json(result))))
            : t => t.NonIdempotent();
        RunId? id = way == Way.ProbeAfterTheExecution ? null : (await disk.DieAfterTheToolAsync(t => t.NonIdempotent())).Run;
        await using TestHost host = disk.Node(model, pay, declare, agent: a => a.Layer(
            ToolStage.ResultGuardrail, async (context, next, token) =>
            {
                ToolOutcome outcome = await next(context, token);
                return outcome.Kind == ToolOutcomeKind.Succeeded ? check(context, outcome) : outcome;
            })).AndOthers();
        List<RunUpdate> updates = [];
        if (way is Way.PersonSettles or Way.ComesLateWhileWaiting)
            (await mode.ResumeAsync(host.Agent, id!.Value).Soon()).Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);
        if (way == Way.PersonSettles)
            await host.Runs.SettleAsync(id!.Value, "c", CallSettlement.Happened(Json(result)), "clerk");
        if (way is Way.ComesLateAfterACrash or Way.ComesLateWhileWaiting)
        {
            string key = (await host.LogAsync(id!.Value)).Of<ToolIntended>().Single().Key;
            var late = new LateSignal { Key = key, Outcome = ToolOutcomeKind.Succeeded, Answer = Json(result) };
            await host.Store.SignalAsync(new RunKey("", id.Value), new RunSignal($"late:{key}", RunSignal.LateOutcome, "tool:pay", late.Write()));
        }

        AgentRun run = id is { } known
            ? await mode.ResumeAsync(host.Agent, known, updates).Soon()
            : await mode.RunAsync(host.Agent, "Pay.", updates).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        string answer = model.Requests[^1].AnswerTo("c");
        if (mode == RunMode.Streaming)
            updates.OfType<ToolFinishedUpdate>().Should().ContainSingle().Which.Answer!.ToString().Should().Be(answer, "a reader sees what the model sees");
        return (answer, await host.CheckAsync(run));
    }
}
