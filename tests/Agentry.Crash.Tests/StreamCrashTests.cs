using Agentry.Testing;

namespace Agentry.Tests;

[Collection(nameof(CrashDesk))]
public sealed class StreamCrashTests(CrashDesk desk)
{
    [Fact]
    public async Task Stream_KilledHalfWay_IsResumedAskedAgainOnceTheWatcherToldAndTheTokensCharged()
    {
        string file = desk.NewFile();
        using (var first = new ChildProcess("stream", file, desk.Payments.Port, "S"))
        {
            (await first.ReadUntilAsync("text")).Should().Equal("RunOpenedUpdate", "turn 1", "asked", "text These ");
            (await first.KillAsync()).Should().NotContain(l => l.StartsWith("done", StringComparison.Ordinal));
        }

        await using var looking = new DeskFile(file, desk.Payments.Port);
        RunId run = await looking.OnlyRunAsync();
        Task<List<RunLogEntry>> watching = WatchAsync(looking, run);
        using (var second = new ChildProcess("stream", file, desk.Payments.Port, "S", run.Value, "hang"))
        {
            (await second.ReadUntilAsync("text")).Should().Equal("restarted 1", "turn 2", "asked", "text These ");
            await second.KillAsync();
        }

        using var third = new ChildProcess("stream", file, desk.Payments.Port, "S", run.Value);
        (IReadOnlyList<string> lines, _) = await third.EndAsync();

        lines.Where(l => !l.StartsWith("text", StringComparison.Ordinal)).Should().Equal(
            "restarted 2", "turn 3", "asked", "done Completed This is the whole answer.");
        List<RunLogEntry> watched = await watching.WaitAsync(ChildProcess.Patience);
        ModelInterrupted[] interrupted = [.. watched.Select(e => e.Event).OfType<ModelInterrupted>()];
        interrupted.Select(i => i.Turn).Should().Equal([1, 2], "each worker that died while it asked is told, and charged, once");
        interrupted.Should().OnlyContain(i => i.EstimatedUsage.Input > 0);
        watched.Select(e => e.Event).OfType<ModelReplied>().Should().ContainSingle();
        watched[^1].Event.Should().BeOfType<RunEnded>();
        RunState state = await looking.Runs.StateAsync(run);
        (state.InputTokens + state.OutputTokens).Should().Be(120 + interrupted.Sum(i => i.EstimatedUsage.Input + (i.EstimatedUsage.Output ?? 0)));
        (await looking.Runs.ListAsync()).Single().Tokens.Should().Be(state.InputTokens + state.OutputTokens);
        (await looking.Runs.VerifyAsync(run)).IsIntact.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(BothStores.All), MemberType = typeof(BothStores))]
    public async Task Stream_AbandonedHalfWay_EndsTheRunTellsTheWatcherAndChargesWhatCame(string kind)
    {
        await using var store = BothStores.Create(kind, desk);
        var model = new ScriptedChatClient(ModelReply.HangAfter("Some words come and then no more."));
        await using var host = new StoreHost(store.Store, model);

        await foreach (RunUpdate update in host.Agent.RunStreamingAsync("Talk."))
        {
            if (update is TextUpdate)
                break;
        }

        RunId run = (await host.Runs.ListAsync()).Single().Run.RunId;
        List<RunEvent> watched = [];
        await foreach (RunLogEntry entry in host.Runs.WatchAsync(run))
            watched.Add(entry.Event);
        ModelInterrupted interrupted = watched.OfType<ModelInterrupted>().Should().ContainSingle().Subject;
        interrupted.TextLength.Should().BePositive();
        watched[^1].Should().BeOfType<RunEnded>().Which.Reason!.Code.Should().Be(RunReasonCodes.StreamAbandoned);
        AgentRun over = (await host.Runs.GetAsync(run))!;
        over.Usage.OutputTokenCount.Should().Be(interrupted.EstimatedUsage.Output).And.BePositive();
        model.Requests.Should().ContainSingle("nobody asks again for a reader who left");
        (await host.Runs.RecoverAsync()).Should().Be(0);
    }

    private static async Task<List<RunLogEntry>> WatchAsync(DeskFile looking, RunId run)
    {
        List<RunLogEntry> watched = [];
        await foreach (RunLogEntry entry in looking.Runs.WatchAsync(run))
            watched.Add(entry);
        return watched;
    }
}
