using System.Diagnostics;
using System.Globalization;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Xunit.Abstractions;
using static Agentry.Tests.Approvals;

namespace Agentry.Tests;

/// <summary>Ten thousand runs wait for people: rows in a file, and nothing else.</summary>
public sealed class ManyWaitingTests(ITestOutputHelper output)
{
    [Fact]
    public async Task ManyWaitingRuns_HoldNothing_AndTheSweepIsLinear()
    {
        int many = Scale.Of(1_000, 10_000);
        await using var disk = new Disk(StoreKind.Sqlite);
        var store = new CountingStore(disk.Open());
        CountingTool pay = Pay();
        var model = new ScriptedChatClient(r => r.Messages.Any(m => m.Role == ChatRole.Tool) ? ModelReply.Text("Done.") : ModelReply.Call("pay", """{"amount":600}""", "c"));
        await using TestHost host = disk.Desk(model, pay, store: store);
        await StartAsync(host, many / 10);
        TimeSpan few = await InboxAsync(host);
        await StartAsync(host, many - (many / 10));
        TimeSpan all = await InboxAsync(host);

        AgentryRuntime runtime = host.Agent.Pipeline.Runtime;
        runtime.Active.IsEmpty.Should().BeTrue();
        disk.Clock.Advance(TimeSpan.FromMinutes(1));
        disk.Clock.ArmedTimers.Should().Be(0, "no timer waits for any of them");
        ThreadPool.PendingWorkItemCount.Should().BeLessThan(100);
        Process.GetCurrentProcess().Threads.Count.Should().BeLessThan(100, "no thread waits for any of them");
        (await host.Inbox().ListAsync(new ApprovalQuery { Groups = ["finance"], Take = many + 1 })).Should().HaveCount(many);
        (await host.Runs.RecoverAsync()).Should().Be(0, "nobody looks at them before their time");

        // Half of them, then the other half: each costs the same.
        disk.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        int before = store.Commits;
        (await host.Runs.RecoverAsync()).Should().Be(many);
        double perRun = (store.Commits - before) / (double)many;
        perRun.Should().BeInRange(1, 6);
        (await host.Inbox().ListAsync()).Should().BeEmpty();
        pay.Count.Should().Be(0);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{many} waiting runs; inbox page of 50 in {few.TotalMilliseconds:0.00} ms over {many / 10}, {all.TotalMilliseconds:0.00} ms over {many}; {perRun:0.00} commits per expired run"));
    }

    private static async Task StartAsync(TestHost host, int count) => await Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, _) => await host.Agent.RunAsync(Request()));

    private static async Task<TimeSpan> InboxAsync(TestHost host)
    {
        var query = new ApprovalQuery { Groups = ["finance"], Agent = "test", Take = 50 };
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long start = Stopwatch.GetTimestamp();
            (await host.Inbox().ListAsync(query)).Should().HaveCount(50);
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
        }

        return best;
    }

    private sealed class CountingStore(RunStore inner) : DelegatingRunStore(inner)
    {
        private int _commits;

        public int Commits => Volatile.Read(ref _commits);

        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _commits);
            return base.CommitAsync(commit, cancellationToken);
        }
    }
}
