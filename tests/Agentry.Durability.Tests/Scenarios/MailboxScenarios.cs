using System.Text.Json;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>What others say to a run: the first word counts, whoever says it and wherever the run goes on.</summary>
public sealed class MailboxScenarios
{
    [Theory, BothStoresAndModes]
    public async Task Scenario_59_ConcurrentDecisions_FirstWinsAndTheOthersAreToldSo(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        (RunId id, _) = await disk.DieAfterTheToolAsync(t => t.NonIdempotent());
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Text("Done."));
        await using TestHost first = disk.Node(model, pay).AndOthers();
        await using TestHost second = disk.Node(model, pay);
        (await mode.ResumeAsync(first.Agent, id).Soon()).Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);

        SignalResult[] results = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => (i % 2 == 0 ? first : second).Runs.SettleAsync(
            id, "c", CallSettlement.Happened(JsonSerializer.SerializeToElement($"word {i}")), $"clerk {i}")))).Soon();
        AgentRun run = await mode.ResumeAsync(second.Agent, id).Soon();

        results.Count(r => r == SignalResult.Accepted).Should().Be(1);
        results.Count(r => r == SignalResult.Duplicate).Should().Be(29);
        int winner = Array.IndexOf(results, SignalResult.Accepted);
        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests.Single().AnswerTo("c").Should().Be($"word {winner}");
        (await second.LogAsync(id)).Single(e => e.Event is ToolSettled).Actor.Should().Be($"clerk {winner}");
        pay.Count.Should().Be(0);
    }

    [Theory, BothStores]
    public async Task Scenario_59_SameSignalTwice_IsOneAndStaysSoOnceItWasRead(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        (RunId id, _) = await disk.DieAfterTheToolAsync(t => t.NonIdempotent());
        var key = new RunKey("", id);
        await using TestHost host = disk.Node(new ScriptedChatClient(ModelReply.Text("Done.")), new CountingTool("pay"));
        (await host.Agent.ResumeAsync(id).Soon()).Status.Should().Be(RunStatus.Suspended);
        var note = new RunSignal("s1", "note", "somebody", "hello");

        (await host.Store.SignalAsync(key, note)).Should().Be(SignalResult.Accepted);
        (await disk.Open().SignalAsync(key, note with { Body = "other" })).Should().Be(SignalResult.Duplicate);
        (await host.Store.ReadSignalsAsync(key)).Should().Equal(note);

        await host.Runs.SettleAsync(id, "c", CallSettlement.GivenUp, "clerk");
        AgentRun run = await host.Agent.ResumeAsync(id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (await host.Store.SignalAsync(key, note)).Should().Be(SignalResult.Duplicate, "also when nobody reads the mailbox any more");
        (await host.Store.SignalAsync(key, note with { Id = "s2" })).Should().Be(SignalResult.RunEnded);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_60_DecisionAfterARestart_ByAnotherNode_IsFollowed(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        RunId id;
        await using (TestHost gone = disk.Node(
            new ScriptedChatClient(ModelReply.Call("pay", "{}", "c")), new CountingTool("pay", (_, _) => throw new IOException("reset"))).AndOthers())
        {
            AgentRun waiting = await mode.RunAsync(gone.Agent, "Pay.").Soon();
            waiting.Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);
            id = waiting.Id;
        }

        // One node takes the decision and has no such agent at work; another goes on.
        var pay = new CountingTool("pay");
        await using (TestHost office = disk.Node(new ScriptedChatClient()).AndOthers())
        {
            (await office.Runs.SettleAsync(id, "c", CallSettlement.DidNotHappen, "clerk", "asked the bank")).Should().Be(SignalResult.Accepted);
        }

        await using TestHost worker = disk.Node(new ScriptedChatClient(ModelReply.Text("Paid.")), pay);
        (await worker.Runs.RecoverAsync()).Should().Be(1);

        AgentRun run = (await worker.Runs.GetAsync(id))!;
        (run.Status, run.Text).Should().Be((RunStatus.Completed, "Paid."));
        pay.Count.Should().Be(1);
        IReadOnlyList<RunLogEntry> log = await worker.CheckAsync(run);
        log.Single(e => e.Event is ToolSettled).Actor.Should().Be("clerk");
        log.Of<RunResumed>().Single().Cause.Should().Be(ResumeCause.Woken);
    }

    [Theory, BothStores]
    public async Task Scenario_60_CancelFromAnotherNode_EndsASuspendedRun(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        (RunId id, _) = await disk.DieAfterTheToolAsync(t => t.NonIdempotent());
        await using TestHost worker = disk.Node(new ScriptedChatClient(), new CountingTool("pay")).AndOthers();
        (await worker.Agent.ResumeAsync(id).Soon()).Status.Should().Be(RunStatus.Suspended);
        await using TestHost office = disk.Node(new ScriptedChatClient()).AndOthers();

        (await office.Runs.CancelAsync(id, "clerk", "enough")).Should().Be(SignalResult.Accepted);
        (await worker.Runs.Awaiting(r => r.SettleAsync(id, "c", CallSettlement.GivenUp, "late")).Should().ThrowAsync<AgentryException>()).Which.RunId.Should().Be(id);

        AgentRun run = (await worker.Runs.GetAsync(id))!;
        (run.Status, run.Reason!.Code).Should().Be((RunStatus.Cancelled, RunReasonCodes.CancelledBySignal));
        (await worker.LogAsync(id)).Of<CancelRequested>().Single().Reason.Should().Be("enough");
    }
}
