using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Agentry.Tests;

[Collection(nameof(CrashDesk))]
public sealed class FightTests(CrashDesk desk, ITestOutputHelper output)
{
    private const int RunsOfEach = 25;

    [Fact]
    public async Task TwoProcesses_OneStoppedPastItsLeaseAndContinued_NothingRunsTwiceAndEveryStaleWriteIsRefused()
    {
        long start = Stopwatch.GetTimestamp();
        using Payments payments = await Payments.StartAsync(before: 20, after: 60);
        string file = desk.NewFile();
        using var a = new Fighter(file, payments, "a", RunsOfEach);
        using var b = new Fighter(file, payments, "b", RunsOfEach);
        await Task.WhenAll(a.UntilAsync(f => f.HasSaid("ready")), b.UntilAsync(f => f.HasSaid("ready")));
        a.Begin();
        b.Begin();

        await a.UntilAsync(f => f.Commits.Count() >= 3 * RunsOfEach);
        a.Stop();
        await using var looking = new DeskFile(file, payments.Port);
        await UntilAsync(async () => (await looking.Runs.ListAsync()) is { Count: 2 * RunsOfEach } all && all.All(r => r.Status != RunStatus.Running));
        int atStop = a.Commits.Count();
        a.Continue();
        await Task.WhenAll(a.UntilAsync(f => f.HasSaid("returned")), b.UntilAsync(f => f.HasSaid("returned")));

        int givenUp = await SettleAsync(looking, payments);
        await UntilAsync(async () => (await looking.Runs.ListAsync()).All(r => r.Status.IsTerminal()));
        await Task.WhenAll(a.EndAsync(), b.EndAsync());

        CommitLine[] commits = [.. a.Commits, .. b.Commits];
        foreach (RunSummary run in await looking.Runs.ListAsync())
            await CheckAsync(looking, run, commits);
        IReadOnlyList<PaymentEntry> effects = await payments.EffectsAsync();
        effects.Should().OnlyContain(e => e.Effects == 1, "nothing executes twice");
        effects.Should().OnlyContain(e => e.Keys.Count == 1);
        effects.Where(e => !e.Target.StartsWith("/charge/", StringComparison.Ordinal)).Should().OnlyContain(e => e.Requests == 1);
        effects.Count(e => e.Target.StartsWith("/charge/", StringComparison.Ordinal)).Should().Be(2 * RunsOfEach * 3);
        int fenced = a.Commits.Count(c => c.Outcome == CommitOutcome.Fenced);
        int lost = a.Lines.Count(l => l.StartsWith("lost", StringComparison.Ordinal));
        (fenced + lost).Should().BePositive("it was stopped at work on {0} runs: a write of it is fenced, or it learns before it writes that a run is lost", RunsOfEach);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fight: {2 * RunsOfEach} runs, stopped after {atStop} commits of its own, {lost} runs lost by the stopped process, "
            + $"{commits.Count(c => c.Outcome != CommitOutcome.Committed)} stale writes refused ({fenced} fenced in it), "
            + $"{commits.Count(c => c.Outcome == CommitOutcome.Committed)} commits, {a.Lines.Concat(b.Lines).Count(l => l.Contains("LateOutcome", StringComparison.OrdinalIgnoreCase))} outcomes handed over, "
            + $"{effects.Sum(e => e.Effects)} effects, {effects.Sum(e => e.Requests)} requests, {givenUp} given up; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
    }

    /// <summary>Everything that was written is one log, written in the order of the epochs.</summary>
    private static async Task CheckAsync(DeskFile looking, RunSummary run, CommitLine[] commits)
    {
        run.Status.Should().Be(RunStatus.Completed);
        LogVerification verified = await looking.Runs.VerifyAsync(run.Run.RunId);
        verified.IsIntact.Should().BeTrue(verified.Problem);
        long sequence = 0;
        long epoch = 0;
        foreach (CommitLine commit in commits.Where(c => c.Run == run.Run.RunId.Value && c.Outcome == CommitOutcome.Committed).OrderBy(c => c.From))
        {
            commit.From.Should().Be(sequence, "commits follow each other without gap and without overlap");
            commit.Epoch.Should().BeGreaterThanOrEqualTo(epoch, "an older owner writes nothing after a newer one");
            (sequence, epoch) = (commit.From + commit.Events, commit.Epoch);
        }

        sequence.Should().Be(run.Sequence);
        (await looking.Runs.LedgerAsync(new LedgerQuery { Run = run.Run.RunId, OnlyOpen = true })).Should().BeEmpty();
    }

    /// <summary>A sender that was only paused could still come: what is not there is given up, not run again.</summary>
    private static async Task<int> SettleAsync(DeskFile looking, Payments payments)
    {
        int givenUp = 0;
        foreach (RunSummary run in (await looking.Runs.ListAsync()).Where(r => r.Status.IsSuspended()))
        {
            RunState state = await looking.Runs.StateAsync(run.Run.RunId);
            foreach (Suspension waiting in state.Waiting)
            {
                string target = $"/{waiting.Tool}/{run.IdempotencyKey}/{waiting.CallId}";
                bool happened = (await payments.EffectsAsync(run.IdempotencyKey)).Any(e => e.Target == target);
                givenUp += happened ? 0 : 1;
                try
                {
                    await looking.Runs.SettleAsync(
                        run.Run.RunId, waiting.CallId!, happened ? DeskTools.Settlement($"receipt of {target}") : CallSettlement.GivenUp, "clerk");
                }
                catch (AgentryException)
                {
                    // The outcome itself came meanwhile.
                }
            }
        }

        return givenUp;
    }

    /// <summary>Looks at the file until other processes have done something.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > ChildProcess.Patience)
                throw new TimeoutException("It did not happen.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
