using System.Diagnostics;

namespace Agentry.Benchmarks;

/// <summary>
/// What durability costs: commits a second into the SQLite store against a bare loop over SQLite that writes the same bytes into one table, in a
/// transaction a commit, with the same settings; commits a turn; a commit in memory; taking up a long run.
/// </summary>
internal sealed class DurabilityTopic : ITopic
{
    private const int Rounds = 5;

    /// <summary>Goals 1.25 are the 80 percent of the bare loop; with one run there is a hand-over to the writer and back in each commit.</summary>
    private const double OneRunGoal = 2.5;

    private const double ManyRunsGoal = 1.25;

    /// <summary>Reply, intents, outcomes; see design section 5.</summary>
    private const double CommitsPerTurnGoal = 3;

    private const double MemoryStepGoal = 50;

    private const double ResumeGoal = 20;

    private const int Resumes = 20;

    private const int Probes = 200;

    /// <summary>From here on eight runs must share the disk: a commit costs a millisecond or more.</summary>
    private const double SlowCommitsPerSecond = 1_000;

    private static readonly TimeSpan Span = TimeSpan.FromSeconds(1);

    public string Name => "durability";

    public async Task MeasureAsync(FigureReport report)
    {
        string folder = Directory.CreateTempSubdirectory("agentry-benchmark-").FullName;
        try
        {
            await RatesAsync(report, folder);
            await StepsAsync(report);
            await ResumeAsync(report, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RatesAsync(FigureReport report, string folder)
    {
        await using var store = new StoreLoad(new SqliteRunStore(new SqliteOptions { ConnectionString = $"Data Source={Path.Combine(folder, "store.db")}" }));
        using var bare = new BareSqlite(Path.Combine(folder, "bare.db"));
        await store.RunAsync(1, Span);
        bare.Run(1, Span);
        List<double> single = [], floor = [], grouped = [], at8 = [], at64 = [];
        List<double> singleCpu = [], bareCpu = [], groupedCpu = [], at8Cpu = [], at64Cpu = [];
        for (int round = 0; round < Rounds; round++)
        {
            await MeasureAsync(() => Task.FromResult(bare.Run(1, Span)), floor, bareCpu);
            await MeasureAsync(() => store.RunAsync(1, Span), single, singleCpu);
            await MeasureAsync(() => store.RunAsync(8, Span), at8, at8Cpu);
            await MeasureAsync(() => store.RunAsync(64, Span), at64, at64Cpu);
            await MeasureAsync(() => Task.FromResult(bare.Run(64, Span)), grouped, groupedCpu);
        }

        report.Note($"bare SQLite: {Median(floor):0} commits a second, each in its transaction; {Median(grouped):0} with 64 in one");
        report.Note($"processor time of a commit: bare {Median(bareCpu):0} us, {Median(groupedCpu):0} us with 64 in one; the store {Median(singleCpu):0} us with one run, {Median(at64Cpu):0} us with 64");
        report.Note($"the store: {Median(single):0} with one run, {Median(at8):0} with 8, {Median(at64):0} with 64");
        report.Add("bare_to_one_run", Median(floor) / Median(single), "times", OneRunGoal);
        report.Add("bare_to_8_runs", Median(floor) / Median(at8), "times", ManyRunsGoal);
        report.Add("bare_to_64_runs", Median(floor) / Median(at64), "times", ManyRunsGoal);
        if (Median(floor) <= SlowCommitsPerSecond)
            report.Add("one_run_to_8", Median(single) / Median(at8), "times", 0.25);
        else
            report.Note($"a bare commit takes {1_000_000 / Median(floor):0} us here: below 1 ms there is little to share, 8 runs give {Median(at8) / Median(single):0.0} times one");
    }

    private static async Task StepsAsync(FigureReport report)
    {
        const int turns = 100;
        await using var host = new TurnHost(ToolEffect.Keyed);
        Func<Task> batch = host.Agent(streaming: false, runs: 1, toolTurns: turns);
        await batch();
        int before = host.Store.Commits;
        await batch();
        report.Add("commits_per_turn", (host.Store.Commits - before) / (double)(turns + 1), "commits", CommitsPerTurnGoal);

        await using var memory = new StoreLoad(new InMemoryRunStore());
        await memory.RunAsync(1, Span);
        report.Add("memory_commit", 1_000_000 / await memory.RunAsync(1, Span), "us", MemoryStepGoal);
    }

    private static async Task ResumeAsync(FigureReport report, string folder)
    {
        await using var sqlite = new SqliteRunStore(new SqliteOptions { ConnectionString = $"Data Source={Path.Combine(folder, "long.db")}" });
        await using LongRun inMemory = await LongRun.CreateAsync(new InMemoryRunStore());
        await using LongRun inSqlite = await LongRun.CreateAsync(sqlite);
        Sample[] samples = await SideBySide.MeasureAsync(Resumes, () => Probe.RunAsync(Probes), inMemory.ResumeAsync, inSqlite.ResumeAsync);
        double slowness = Probe.Slowness(samples[0], Probes);
        report.Note($"a run of {inMemory.Events} events is taken up, its call run again and suspended: {samples[1].Microseconds / 1000:0.0} ms in memory, {samples[2].Microseconds / 1000:0.0} ms in SQLite");
        report.Note($"the probe takes {slowness * Probe.Quiet:0.00} us, {slowness:0.00} times as long as on a quiet machine; the goal of 20 ms is the aim times that");
        report.Add("resume_memory", samples[1].Microseconds / 1000, "ms", ResumeGoal * slowness);
        report.Add("resume_sqlite", samples[2].Microseconds / 1000, "ms", ResumeGoal * slowness);
    }

    /// <summary>Processor time is the same on a machine that others use, too; time by the clock is not.</summary>
    private static async Task MeasureAsync(Func<Task<double>> load, List<double> perSecond, List<double> microseconds)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        double rate = await load();
        perSecond.Add(rate);
        microseconds.Add((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / (rate * Stopwatch.GetElapsedTime(start).TotalSeconds));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
