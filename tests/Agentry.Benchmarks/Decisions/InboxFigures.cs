using System.Diagnostics;
using System.Globalization;

namespace Agentry.Benchmarks;

/// <summary>The inbox of a SQLite file in which ten thousand runs wait: a page for an approver, and one question by its id.</summary>
internal static class InboxFigures
{
    private const int Waiting = 10_000;
    private const int Asked = 200;

    public static async Task MeasureAsync(FigureReport report, double goal)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("agentry-inbox-");
        try
        {
            await using var store = new SqliteRunStore(new SqliteOptions { ConnectionString = $"Data Source={Path.Combine(directory.FullName, "runs.db")}" });
            await Parallel.ForAsync(0, Waiting, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) => await store.CommitAsync(Commit(i), CancellationToken.None));
            report.Add("inbox.page", await MillisecondsAsync(store, _ => new ApprovalQuery { Groups = ["finance"], Agent = "agent", Take = 50 }, 50), "ms", goal);
            report.Add("inbox.rare", await MillisecondsAsync(store, _ => new ApprovalQuery { Groups = ["directors"], Take = 50 }, 10), "ms", goal);
            report.Add("inbox.one", await MillisecondsAsync(store, i => new ApprovalQuery { Id = Id(i), Status = null, Take = 1 }, 1), "ms", goal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>The median of many askings.</summary>
    private static async Task<double> MillisecondsAsync(RunStore store, Func<int, ApprovalQuery> query, int expected)
    {
        double[] times = new double[Asked];
        for (int i = 0; i < Asked; i++)
        {
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<ApprovalRecord> found = await store.ListApprovalsAsync(query(i));
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (found.Count != expected)
                throw new InvalidOperationException($"The inbox gave {found.Count} and not {expected}.");
        }

        Array.Sort(times);
        return times[Asked / 2];
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"approval-{number:D6}");

    private static StoreCommit Commit(int number)
    {
        var key = new RunKey("", new RunId(string.Create(CultureInfo.InvariantCulture, $"run{number:D6}")));
        DateTimeOffset at = DateTimeOffset.UnixEpoch.AddSeconds(number);
        return new StoreCommit
        {
            Run = key,
            ExpectedSequence = 0,
            Epoch = 1,
            Lease = new StoreLease("me", TimeSpan.FromSeconds(30)),
            Events = [new StoredEvent(1, CommitBytes.Event, CommitBytes.Hash)],
            Approvals =
            [
                new ApprovalEntry
                {
                    Id = Id(number),
                    Kind = ApprovalKind.Approval,
                    Agent = "agent",
                    CallId = "call",
                    Tool = "refund_order",
                    Requester = "somebody",
                    Groups = [number % 1_000 == 999 ? "directors" : number % 2 == 0 ? "finance" : "legal"],
                    RequestedAt = at,
                    ChangedAt = at,
                    Deadline = at.AddDays(3),
                },
            ],
            Summary = new RunSummary
            {
                Run = key,
                Agent = "agent",
                Status = RunStatus.AwaitingApproval,
                Subject = "somebody",
                StartedAt = at,
                UpdatedAt = at,
                WakeAt = at.AddYears(100),
                Sequence = 1,
            },
        };
    }
}
