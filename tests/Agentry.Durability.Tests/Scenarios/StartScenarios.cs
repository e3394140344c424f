using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>The client's own key: one request is one run, in whatever process it arrives.</summary>
public sealed class StartScenarios
{
    [Theory, BothStoresAndModes]
    public async Task Scenario_25_SameKeySameArgs_ReturnsTheStoredResult(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay");
        AgentRun first;
        await using (TestHost host = disk.Node(new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Paid.")), pay))
        {
            first = await mode.RunAsync(host.Agent, Request()).Soon();
            AgentRun again = await mode.RunAsync(host.Agent, Request()).Soon();
            (again.Id, again.Text).Should().Be((first.Id, "Paid."));
        }

        await using TestHost restarted = disk.Node(new ScriptedChatClient(), pay);
        AgentRun stored = await mode.RunAsync(restarted.Agent, Request()).Soon();

        (stored.Id, stored.Status, stored.Text).Should().Be((first.Id, RunStatus.Completed, "Paid."));
        stored.Messages.Select(m => m.Role).Should().Equal(first.Messages.Select(m => m.Role));
        pay.Count.Should().Be(1);
        (await restarted.Runs.ListAsync()).Should().ContainSingle();
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_26_SameKeyOtherArgs_IsAMismatchError(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        await using TestHost host = disk.Node(new ScriptedChatClient(ModelReply.Text("Hi.")));
        AgentRun first = await mode.RunAsync(host.Agent, Request()).Soon();
        await using TestHost restarted = disk.Node(new ScriptedChatClient());

        foreach (TestHost node in (TestHost[])[host, restarted])
        {
            AgentryException thrown = (await node.Agent.Awaiting(a => mode.RunAsync(a, new RunRequest("Pay twice.") { IdempotencyKey = "k" }))
                .Should().ThrowAsync<AgentryException>()).Which;
            (thrown.FailureClass, thrown.RunId).Should().Be((FailureClass.InvalidRequest, first.Id));
            thrown.Message.Should().Contain("'k'").And.Contain("another request");
        }

        // A tenant's key is its own.
        await using TestHost other = disk.Node(new ScriptedChatClient(ModelReply.Text("Hello.")));
        RunRequest theirs = new("Pay twice.") { IdempotencyKey = "k", Caller = new AgentCaller { Tenant = "t2" } };
        (await mode.RunAsync(other.Agent, theirs).Soon()).Id.Should().NotBe(first.Id);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_27_SameKeyInFlight_WaitsOrConflictsAsAsked(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var gate = new TaskCompletionSource();
        var slow = new CountingTool("slow", async (_, _) =>
        {
            await gate.Task.Soon();
            return "ok";
        });
        await using TestHost host = disk.Node(new ScriptedChatClient(ModelReply.Call("slow"), ModelReply.Text("Done.")), slow);
        await using TestHost elsewhere = disk.Node(new ScriptedChatClient(), slow);
        Task<AgentRun> first = mode.RunAsync(host.Agent, Request());
        await RunChecks.UntilAsync(() => slow.Count == 1);

        Task<AgentRun>[] waiting = [mode.RunAsync(host.Agent, Request()), mode.RunAsync(elsewhere.Agent, Request())];
        RunRequest impatient = new("Pay.") { IdempotencyKey = "k", WhenBusy = BusyBehavior.Refuse };
        AgentRun[] refused = [await mode.RunAsync(host.Agent, impatient).Soon(), await mode.RunAsync(elsewhere.Agent, impatient).Soon()];
        waiting.Should().OnlyContain(w => !w.IsCompleted);
        gate.SetResult();

        refused.Should().OnlyContain(r => r.Status == RunStatus.Blocked && r.Reason!.Code == RunReasonCodes.KeyInFlight);
        RunId id = (await first.Soon()).Id;
        (await Task.WhenAll(waiting).Soon()).Should().OnlyContain(r => r.Id == id && r.Status == RunStatus.Completed && r.Text == "Done.");
        slow.Count.Should().Be(1);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_33_StoredFailure_IsReplayedUnlessARetryIsAskedFor(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var model = new ScriptedChatClient(ModelReply.Throw(new IOException("down")), ModelReply.Text("Hi."));
        await using TestHost host = disk.Node(model);
        AgentRun failed = await mode.RunAsync(host.Agent, Request()).Soon();
        failed.Status.Should().Be(RunStatus.Failed);

        AgentRun replayed = await mode.RunAsync(host.Agent, Request()).Soon();
        (replayed.Id, replayed.Status, replayed.FailureClass).Should().Be((failed.Id, RunStatus.Failed, FailureClass.Transient));
        model.Requests.Should().ContainSingle();

        AgentRun retried = await mode.RunAsync(host.Agent, Retry()).Soon();
        (retried.Status, retried.Text).Should().Be((RunStatus.Completed, "Hi."));
        retried.Id.Should().NotBe(failed.Id);
        (await host.LogAsync(retried.Id)).Of<RunStarted>().Single().EarlierRun.Should().Be(failed.Id.Value);

        (await mode.RunAsync(host.Agent, Request()).Soon()).Id.Should().Be(retried.Id, "the new run has the key now");
        (await mode.RunAsync(host.Agent, Retry()).Soon()).Id.Should().Be(retried.Id, "it did not fail");
        (await host.Runs.GetAsync(failed.Id))!.Status.Should().Be(RunStatus.Failed, "the failed one stays as it was");
        RunRequest other = new("Something else.") { IdempotencyKey = "k", RetryFailed = true };
        await host.Agent.Awaiting(a => mode.RunAsync(a, other)).Should().ThrowAsync<AgentryException>().WithMessage("*another request*");
    }

    [Theory, BothStores]
    public async Task Scenario_33_RetriesAtOnce_AreOneNewRun(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        int asked = 0;
        ModelReply Answer(ModelRequest request) => Interlocked.Increment(ref asked) == 1 ? ModelReply.Throw(new IOException("down")) : ModelReply.Text("Hi.");
        await using TestHost first = disk.Node(new ScriptedChatClient(Answer));
        await using TestHost second = disk.Node(new ScriptedChatClient(Answer));
        AgentRun failed = await first.Agent.RunAsync(Request()).Soon();

        AgentRun[] runs = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => (i % 2 == 0 ? first : second).Agent.RunAsync(Retry())))).Soon();

        runs.Select(r => r.Id).Distinct().Should().ContainSingle().Which.Should().NotBe(failed.Id);
        runs.Should().OnlyContain(r => r.Status == RunStatus.Completed);
        asked.Should().Be(2);
        (await first.Runs.ListAsync()).Should().HaveCount(2);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_33_FailedAfterAnEffect_IsNotStartedAgainUnderItsKey(StoreKind kind, RunMode mode)
    {
        foreach ((ToolEffect effect, Exception? failure, bool retries) in ((ToolEffect, Exception?, bool)[])[
            (ToolEffect.NonIdempotent, null, false),
            (ToolEffect.Keyed, null, false),
            (ToolEffect.NonIdempotent, new ToolException("No such account."), true),
            (ToolEffect.Idempotent, null, true),
            (ToolEffect.ReadOnly, null, true)])
        {
            await using var disk = new Disk(kind);
            var pay = new CountingTool("pay", (_, _) => failure is null ? new("paid") : throw failure);
            var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Throw(new IOException("down")), ModelReply.Text("Again."));
            await using TestHost host = disk.Node(model, pay, t => t.Effect(effect));
            AgentRun failed = await mode.RunAsync(host.Agent, Request()).Soon();
            failed.Status.Should().Be(RunStatus.Failed, "{0}", failed);

            AgentRun answer = await mode.RunAsync(host.Agent, Retry()).Soon();

            (answer.Id != failed.Id).Should().Be(retries, "{0}, {1}: under a new run the tool's key would be new, too", effect, failure?.Message ?? "done");
            answer.Status.Should().Be(retries ? RunStatus.Completed : RunStatus.Failed);
        }
    }

    [Theory, BothStores]
    public async Task Scenario_33_FailedAfterAnEffectOfAChild_IsNotStartedAgainUnderItsKey(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay");
        var child = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Throw(new IOException("down")));
        var parent = new ScriptedChatClient(ModelReply.Call("helper", """{"task":"Pay."}"""), ModelReply.Throw(new IOException("down")));
        await using TestHost host = Families.Host(disk, parent, child, helper => helper.WithTool(pay));
        AgentRun failed = await host.Agent.RunAsync(Request()).Soon();

        AgentRun answer = await host.Agent.RunAsync(Retry()).Soon();

        (failed.Status, answer.Id).Should().Be((RunStatus.Failed, failed.Id));
        (await host.Runs.LedgerAsync(new LedgerQuery { Run = failed.Id })).Single().Entry.Outcome.Should().Be(ToolOutcomeKind.Failed, "the child ended without an answer");
        pay.Count.Should().Be(1);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_34_ReuseAfterExpiry_IsANewCallAndTheLogSaysSo(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay");
        int turn = 0;
        var model = new ScriptedChatClient(_ => turn++ % 2 == 0 ? ModelReply.Call("pay") : ModelReply.Text("Paid."));
        await using TestHost host = disk.Node(model, pay, all: a => a.ConfigureDurability(o => o.IdempotencyKeyLifetime = TimeSpan.FromHours(1)));
        AgentRun first = await mode.RunAsync(host.Agent, Request()).Soon();
        disk.Clock.Advance(TimeSpan.FromMinutes(59));
        (await mode.RunAsync(host.Agent, Request()).Soon()).Id.Should().Be(first.Id);

        disk.Clock.Advance(TimeSpan.FromMinutes(2));
        AgentRun second = await mode.RunAsync(host.Agent, Request()).Soon();

        second.Id.Should().NotBe(first.Id);
        pay.Count.Should().Be(2);
        (await host.LogAsync(second.Id)).Of<RunStarted>().Single().EarlierRun.Should().Be(first.Id.Value);
        (await host.LogAsync(first.Id)).Of<RunStarted>().Single().EarlierRun.Should().BeNull();
        (await mode.RunAsync(host.Agent, Request()).Soon()).Id.Should().Be(second.Id);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_34_ReuseAfterPrune_IsANewCallAndTheLogSaysSo(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay");
        int turn = 0;
        var model = new ScriptedChatClient(_ => turn++ % 2 == 0 ? ModelReply.Call("pay") : ModelReply.Text("Paid."));
        RunId first;
        await using (TestHost host = disk.Node(model, pay).AndOthers())
        {
            first = (await mode.RunAsync(host.Agent, Request()).Soon()).Id;
            (await host.Runs.PruneAsync(DateTimeOffset.MaxValue)).Should().Be(1);
            (await host.Runs.GetAsync(first)).Should().BeNull();
        }

        await using TestHost restarted = disk.Node(model, pay);
        AgentRun second = await mode.RunAsync(restarted.Agent, new RunRequest("Another request.") { IdempotencyKey = "k" }).Soon();

        second.Id.Should().NotBe(first);
        pay.Count.Should().Be(2);
        (await restarted.LogAsync(second.Id)).Of<RunStarted>().Single().EarlierRun.Should().Be(first.Value);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_35_HundredParallelSameKeyCalls_AreOneExecution(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(r => r.Messages.Any(m => m.Role == ChatRole.Tool) ? ModelReply.Text("Paid.") : ModelReply.Call("pay"));
        await using TestHost first = disk.Node(model, pay);
        await using TestHost second = disk.Node(model, pay);

        AgentRun[] runs = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => mode.RunAsync((i % 2 == 0 ? first : second).Agent, Request())))).Soon();

        runs.Select(r => r.Id).Distinct().Should().ContainSingle();
        runs.Should().OnlyContain(r => r.Status == RunStatus.Completed && r.Text == "Paid.");
        pay.Count.Should().Be(1);
        (await first.Runs.ListAsync(new RunQuery { Take = 1_000 })).Should().ContainSingle();
    }

    private static RunRequest Request() => new("Pay.") { IdempotencyKey = "k" };

    private static RunRequest Retry() => new("Pay.") { IdempotencyKey = "k", RetryFailed = true };
}
