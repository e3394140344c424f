namespace Agentry.Benchmarks;

/// <summary>What a reservation and a settlement add to the commit that carries them.</summary>
internal sealed class BudgetTopic : ITopic
{
    private const int Runs = 40;
    private const int SqliteRuns = 4;

    /// <summary>2 us on a quiet machine, where the probe takes 3.6 us.</summary>
    private const double MemoryGoal = 2 / 3.6;

    private const double SqliteGoal = 1.10;

    public string Name => "budgets";

    public async Task MeasureAsync(FigureReport report)
    {
        await MemoryAsync(report);
        string folder = Directory.CreateTempSubdirectory("agentry-benchmark-").FullName;
        try
        {
            await using var store = new SqliteRunStore(new SqliteOptions { ConnectionString = $"Data Source={Path.Combine(folder, "store.db")}" });
            await SqliteAsync(report, store);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MemoryAsync(FigureReport report)
    {
        // A store for each batch: what is kept of earlier rounds costs nobody anything.
        int commits = SpendLoad.Steps(Runs);
        Sample[] samples = await SideBySide.MeasureAsync(
            rounds: 60,
            () => new SpendLoad(new InMemoryRunStore(), "a", 0).RunAsync(Runs),
            () => new SpendLoad(new InMemoryRunStore(), "b", 1).RunAsync(Runs),
            () => new SpendLoad(new InMemoryRunStore(), "c", 3).RunAsync(Runs),
            () => Probe.RunAsync(commits));
        Sample bare = samples[0] / commits;
        Sample one = (samples[1] / commits) - bare;
        Sample three = (samples[2] / commits) - bare;
        double probe = samples[3].Microseconds / commits;
        report.Note($"in memory: a commit takes {bare.Microseconds:0.00} us, a reservation and a settlement of one account add {one.Microseconds:0.00} us and {one.Bytes:0} bytes, of three {three.Microseconds:0.00} us and {three.Bytes:0} bytes; the probe {probe:0.00} us");
        report.Add("memory_one_account", one.Microseconds / probe, "probes", MemoryGoal);
        report.Add("memory_three_accounts", three.Microseconds / probe, "probes", MemoryGoal);
    }

    private static async Task SqliteAsync(FigureReport report, RunStore store)
    {
        int commits = SpendLoad.Steps(SqliteRuns);
        var none = new SpendLoad(store, "a", 0);
        var one = new SpendLoad(store, "b", 1);
        var three = new SpendLoad(store, "c", 3);
        Sample[] samples = await SideBySide.MeasureAsync(
            rounds: 60, () => none.RunAsync(SqliteRuns), () => one.RunAsync(SqliteRuns), () => three.RunAsync(SqliteRuns), () => Probe.RunAsync(commits));
        report.Note($"on SQLite: a commit takes {samples[0].Microseconds / commits:0} us, with a reservation and a settlement of one account {samples[1].Microseconds / commits:0} us, of three {samples[2].Microseconds / commits:0} us; the probe {samples[3].Microseconds / commits:0.00} us");
        double[] pages = [await PagesAsync(0), await PagesAsync(1), await PagesAsync(3)];
        report.Note($"pages written for a commit: {pages[0]:0.0}, with one account {pages[1]:0.0}, with three {pages[2]:0.0}");
        report.Add("sqlite_one_account", samples[1].Microseconds / samples[0].Microseconds, "times", SqliteGoal);
        report.Add("sqlite_three_accounts", samples[2].Microseconds / samples[0].Microseconds, "times", SqliteGoal);
    }

    /// <summary>How many pages a commit writes to the log, which is what it costs apart from the disk.</summary>
    private static async Task<double> PagesAsync(int parts)
    {
        const int page = 4096 + 24;
        string folder = Directory.CreateTempSubdirectory("agentry-benchmark-").FullName;
        try
        {
            string path = Path.Combine(folder, "pages.db");
            await using var store = new SqliteRunStore(new SqliteOptions { ConnectionString = $"Data Source={path}", CheckpointBytes = 1024 * 1024 * 1024 });
            var load = new SpendLoad(store, "p", parts);
            await load.RunAsync(SqliteRuns);
            long before = new FileInfo(path + "-wal").Length;
            await load.RunAsync(SqliteRuns);
            return (new FileInfo(path + "-wal").Length - before) / (double)(page * SpendLoad.Steps(SqliteRuns));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
