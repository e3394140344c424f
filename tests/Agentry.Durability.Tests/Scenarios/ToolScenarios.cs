using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>The tool protocol: keys, contracts, outcomes that come late or never.</summary>
public sealed class ToolScenarios
{
    [Theory, BothStoresAndModes]
    public async Task Scenario_31_Key_ComesFromRunReplyAndOrdinal_NotFromWhatModelOrProviderChoose(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay");

        // The same arguments and the same provider's id, twice in a reply, in two replies, in two runs.
        ModelReply[] script = [ModelReply.Calls(("pay", "{}", "x"), ("pay", "{}", "y")), ModelReply.Call("pay", "{}", "x"), ModelReply.Text("Paid.")];
        var model = new ScriptedChatClient(r => script[r.Index % 3]);
        await using TestHost host = disk.Node(model, pay, t => t.Keyed());

        AgentRun[] runs = [await mode.RunAsync(host.Agent, "Pay.").Soon(), await mode.RunAsync(host.Agent, "Pay.").Soon()];

        string[] keys = [.. pay.Invocations.Select(i => i.IdempotencyKey!)];
        keys.Should().HaveCount(6).And.OnlyHaveUniqueItems();
        List<string> expected = [];
        foreach (AgentRun run in runs)
        {
            foreach (RunLogEntry entry in (await host.CheckAsync(run)).Where(e => e.Event is ModelReplied { Calls.Count: > 0 }))
                expected.AddRange(((ModelReplied)entry.Event).Calls.Select((_, ordinal) => Key(run.Id, entry.Sequence, ordinal)));
        }

        keys.Should().Equal(expected);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_31_KeyOfACallThatGoesOnElsewhere_IsTheSame(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        (RunId id, CountingTool before) = await disk.DieAfterTheToolAsync(t => t.Keyed());
        var after = new CountingTool("pay");
        await using TestHost host = disk.Node(new ScriptedChatClient(ModelReply.Text("Paid.")), after, t => t.Keyed());

        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        after.Invocations.Single().IdempotencyKey.Should().Be(before.Invocations.Single().IdempotencyKey);
        run.ToolCalls.Should().Be(1);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_37_InvalidArguments_NothingIsStoredAndNothingRuns(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool(
            "pay", schema: """{"type":"object","properties":{"amount":{"type":"integer","minimum":1}},"required":["amount"],"additionalProperties":false}""");
        string[] invalid = ["{}", """{"amount":0}""", """{"amount":"5"}""", """{"amount":5,"to":"me"}""", """{"amount":5"""];
        var model = new ScriptedChatClient(r => r.Index < invalid.Length ? ModelReply.Call("pay", invalid[r.Index], $"c{r.Index}") : ModelReply.Text("I cannot."));
        await using TestHost host = disk.Node(model, pay, agent: a => a.WithLimits(l => l.MaxRepairs = 10));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (pay.Count, run.ToolCalls).Should().Be((0, 0));
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolIntended>().Should().BeEmpty();
        log.Of<ToolRefused>().Select(r => r.Code).Should().Equal(
            [.. Enumerable.Repeat(ToolRefusalCodes.InvalidArguments, 4), ToolRefusalCodes.UnreadableArguments]);
        (await host.Runs.LedgerAsync()).Should().BeEmpty();
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_38_InvalidOutput_IsRecordedAndNotExecutedAgain(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool Pay() => new(
            "pay", (_, _) => new("nonsense"), returnSchema: """{"type":"object","properties":{"receipt":{"type":"integer"}},"required":["receipt"]}""");
        CountingTool before = Pay();

        // The process dies when the outcome is stored, before the model hears of it.
        RunId id;
        await using (TestHost host = disk.Node(
            new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Hang()), before, store: new MortalStore(disk.Open())).AndOthers())
        {
            using var stop = new CancellationTokenSource();
            Task<AgentRun> running = mode.RunAsync(host.Agent, "Pay.", cancellationToken: stop.Token);
            await RunChecks.UntilAsync(async () => await host.Runs.ListAsync() is [{ } left, ..]
                && (await host.LogAsync(left.Run.RunId)).Any(e => e.Event is ToolResultReplaced));
            id = (await host.Runs.ListAsync()).Single().Run.RunId;
            ((MortalStore)host.Store).Die();
            await stop.CancelAsync();
            await FluentActions.Awaiting(() => running).Should().ThrowAsync<RunStoreException>();
        }

        disk.LetLeasesRunOut();
        CountingTool after = Pay();
        var model = new ScriptedChatClient(ModelReply.Text("It is withheld."));
        await using TestHost later = disk.Node(model, after);
        AgentRun run = await mode.ResumeAsync(later.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (before.Count, after.Count).Should().Be((1, 0));
        model.Requests.Single().AnswerTo("c").Should().Contain("withheld").And.NotContain("nonsense");
        IReadOnlyList<RunLogEntry> log = await later.CheckAsync(run);
        ToolCompleted recorded = log.Of<ToolCompleted>().Single();
        recorded.Outcome.Should().Be(ToolOutcomeKind.Succeeded);
        (await later.Runs.ContentAsync(id, recorded.Result!)).GetString().Should().Be("nonsense", "what it returned is in the log");
        log.Of<ToolResultReplaced>().Single().Code.Should().Be(ToolRefusalCodes.InvalidResult);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_39_ResultAfterCancel_IsRecordedAndFlaggedLate(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var finish = new TaskCompletionSource();
        var pay = new CountingTool("pay", async (_, _) =>
        {
            await finish.Task;
            return "receipt 7";
        });
        await using TestHost host = disk.Node(
            new ScriptedChatClient(ModelReply.Call("pay", "{}", "c")), pay, agent: a => a.ConfigureAgent(o => o.CancellationGrace = TimeSpan.FromMilliseconds(1)));
        Task<AgentRun> running = mode.RunAsync(host.Agent, "Pay.");
        await RunChecks.UntilAsync(() => pay.Count == 1);
        RunId id = (await host.Runs.ListAsync()).Single().Run.RunId;
        await host.Runs.CancelAsync(id, "clerk", "enough");
        AgentRun run = await running.Soon();
        (run.Status, run.Reason!.Code).Should().Be((RunStatus.Cancelled, RunReasonCodes.CancelledBySignal));
        (await host.LogAsync(id)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);

        finish.SetResult();
        await RunChecks.UntilAsync(async () => (await host.LogAsync(id)).Of<ToolCompleted>().Count() == 2);

        IReadOnlyList<RunLogEntry> log = await host.LogAsync(id);
        ToolCompleted late = log.Of<ToolCompleted>().Last();
        (late.Late, late.Outcome).Should().Be((true, ToolOutcomeKind.Succeeded));
        (await host.Runs.ContentAsync(id, late.Result!)).GetString().Should().Be("receipt 7");
        log.Of<RunEnded>().Single().Status.Should().Be(RunStatus.Cancelled, "the end stands");
        (await host.Runs.LedgerAsync()).Single().Entry.Outcome.Should().Be(ToolOutcomeKind.Succeeded, "the ledger knows the effect");
        (await host.Runs.VerifyAsync(id)).IsIntact.Should().BeTrue();
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_47_Cancellation_IsNeverRetried(StoreKind kind, RunMode mode)
    {
        foreach (ToolEffect effect in Enum.GetValues<ToolEffect>())
        {
            await using var disk = new Disk(kind);
            using var cancel = new CancellationTokenSource();
            var pay = new CountingTool("pay", async (_, token) =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return "never";
            });
            var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"));
            await using TestHost host = disk.Node(model, pay, t => t.Effect(effect), all: a => a.AddResilience());

            AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("Pay.") { IdempotencyKey = "k" }, cancellationToken: cancel.Token).Soon();
            disk.LetLeasesRunOut();

            (run.Status, run.Reason!.Code).Should().Be((RunStatus.Cancelled, RunReasonCodes.CancelledByCaller), "{0}", effect);
            (await host.Runs.RecoverAsync()).Should().Be(0, "it is over");
            (await mode.RunAsync(host.Agent, new RunRequest("Pay.") { IdempotencyKey = "k", RetryFailed = true }).Soon()).Id.Should().Be(run.Id, "it did not fail");
            (pay.Count, model.Requests.Count).Should().Be((1, 1), effect.ToString());
        }
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_47_CancelledModelCall_IsNeverRetried(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        using var cancel = new CancellationTokenSource();
        var model = new ScriptedChatClient(_ => ModelReply.Hang());
        await using TestHost host = disk.Node(model, all: a => a.AddResilience());
        Task<AgentRun> running = mode.RunAsync(host.Agent, "Hi.", cancellationToken: cancel.Token);
        await RunChecks.UntilAsync(() => model.Requests.Count == 1);

        await cancel.CancelAsync();

        (await running.Soon()).Status.Should().Be(RunStatus.Cancelled);
        model.Requests.Should().ContainSingle();
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_48_TimeoutOfAnUncancellableTool_IsUnknownAndTheRunWaits(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var clock = new FakeClock();
        var never = new TaskCompletionSource<object?>();
        var pay = new CountingTool("pay", (_, _) => new(never.Task));
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Nobody knows."));
        await using TestHost host = disk.Node(model, pay, t => t.NonIdempotent().Timeout(TimeSpan.FromSeconds(10)), clock: clock);
        Task<AgentRun> running = mode.RunAsync(host.Agent, "Pay.");
        await RunChecks.UntilAsync(() => pay.Count == 1 && clock.ArmedTimers == 2);
        clock.Advance(TimeSpan.FromSeconds(10));

        AgentRun run = await running.Soon();

        (run.Status, run.Suspension!.Kind, run.Suspension.CallId).Should().Be((RunStatus.Suspended, Suspension.UnknownOutcome, "c"));
        model.Requests.Should().ContainSingle("the model is not asked before somebody knows");
        LedgerEntry line = (await host.Runs.LedgerAsync(new LedgerQuery { Outcome = ToolOutcomeKind.Unknown })).Single().Entry;
        line.Key.Should().Be(pay.Invocations.Single().IdempotencyKey);
        (await host.Runs.RecoverAsync()).Should().Be(0, "it holds no worker, and none wakes it");
        pay.Count.Should().Be(1);
    }

    private static string Key(RunId run, long replySequence, int ordinal)
    {
        byte[] numbers = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, replySequence);
        BinaryPrimitives.WriteInt32LittleEndian(numbers.AsSpan(8), ordinal);
        return Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(run.Value), .. numbers]).AsSpan(0, 16));
    }
}
