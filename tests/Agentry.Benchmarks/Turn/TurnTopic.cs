namespace Agentry.Benchmarks;

/// <summary>
/// What the whole pipeline adds to a turn with one tool call over a bare loop, how it grows with the length of a run, and how often a turn
/// writes to the store.
/// </summary>
internal sealed class TurnTopic : ITopic
{
    private const int Kilobyte = 1024;
    private const int Rounds = 50;

    // A turn is measured as the difference between runs of two lengths: what a run costs once is no part of it and is told apart.
    private const int Runs = 20;
    private const int ShortRun = 5;
    private const int LongRun = 25;
    private const double Turns = Runs * (LongRun - ShortRun);

    private const int Probes = 200;

    private static readonly Subject[] Subjects =
    [
        new("plain", ToolEffect.ReadOnly, Streaming: false, AimMicroseconds: 15, 12 * Kilobyte),
        new("plain.effect", ToolEffect.NonIdempotent, Streaming: false, AimMicroseconds: 15, 12 * Kilobyte),
        new("stream", ToolEffect.ReadOnly, Streaming: true, AimMicroseconds: 25, 16 * Kilobyte),
        new("stream.effect", ToolEffect.NonIdempotent, Streaming: true, AimMicroseconds: 25, 16 * Kilobyte),
    ];

    public string Name => "turn";

    public async Task MeasureAsync(FigureReport report)
    {
        await using var readOnly = new TurnHost(ToolEffect.ReadOnly);
        await using var effectful = new TurnHost(ToolEffect.NonIdempotent);
        TurnHost HostOf(Subject s) => s.Effect == ToolEffect.ReadOnly ? readOnly : effectful;

        Sample[] samples = await SideBySide.MeasureAsync(
            Rounds,
            [() => Probe.RunAsync(Probes), .. Subjects.SelectMany(s => Batches(HostOf(s), s.Streaming))]);
        double slowness = Probe.Slowness(samples[0], Probes);
        report.Note($"the probe takes {slowness * Probe.Quiet:0.00} us, {slowness:0.00} times as long as on a quiet machine; the goals of time are the aims times that");
        for (int i = 0; i < Subjects.Length; i++)
            Added(report, Subjects[i], slowness, samples.AsSpan(1 + (4 * i), 4));

        await ThousandAsync(report, readOnly);
        await CommitsAsync(report, readOnly, "store.readonly");
        await CommitsAsync(report, effectful, "store.effect");
        await FeatureFigures.MeasureAsync(report);
    }

    private static Func<Task>[] Batches(TurnHost host, bool streaming) =>
    [
        host.Agent(streaming, Runs, LongRun),
        host.Bare(streaming, Runs, LongRun),
        host.Agent(streaming, Runs, ShortRun),
        host.Bare(streaming, Runs, ShortRun),
    ];

    private static void Added(FigureReport report, Subject subject, double slowness, ReadOnlySpan<Sample> batches)
    {
        (Sample longAgent, Sample longBare, Sample shortAgent, Sample shortBare) = (batches[0], batches[1], batches[2], batches[3]);
        Sample bare = (longBare - shortBare) / Turns;
        Sample added = ((longAgent - shortAgent) / Turns) - bare;
        Sample once = ((shortAgent - shortBare) / Runs) - (added * ShortRun);
        report.Note($"{subject.Name}: a bare turn takes {bare.Microseconds:0.0} us and {bare.Bytes:0} bytes; a run adds once, its last turn included, {once.Microseconds:0.0} us and {once.Bytes:0} bytes");
        report.Add($"{subject.Name}.time", added.Microseconds, "us", subject.AimMicroseconds * slowness);
        report.Add($"{subject.Name}.bytes", added.Bytes, "bytes", subject.AimBytes);
    }

    /// <summary>The same thousand turns as one run and as ten: a loop that copies its history each turn takes longer for the one.</summary>
    private static async Task ThousandAsync(FigureReport report, TurnHost host)
    {
        Sample[] m = await SideBySide.MeasureAsync(
            15,
            host.Agent(streaming: false, runs: 1, toolTurns: 999),
            host.Agent(streaming: false, runs: 10, toolTurns: 99),
            host.Agent(streaming: true, runs: 1, toolTurns: 999),
            host.Agent(streaming: true, runs: 10, toolTurns: 99),
            host.Bare(streaming: false, runs: 1, toolTurns: 999),
            host.Bare(streaming: false, runs: 10, toolTurns: 99),
            host.Usual(runs: 1, toolTurns: 999),
            host.Usual(runs: 10, toolTurns: 99));
        report.Add("thousand.time", m[0].Microseconds / m[1].Microseconds, "x", 1.3);
        report.Add("thousand.bytes", m[0].Bytes / m[1].Bytes, "x", 1.3);
        report.Add("thousand.stream.time", m[2].Microseconds / m[3].Microseconds, "x", 1.3);
        report.Add("thousand.stream.bytes", m[2].Bytes / m[3].Bytes, "x", 1.3);
        report.Note($"a loop that copies its history for each call grows {m[6].Microseconds / m[7].Microseconds:0.0} times in time and {m[6].Bytes / m[7].Bytes:0.0} times in bytes; the floor, which passes one list, {m[4].Microseconds / m[5].Microseconds:0.0} times in time");
        report.Note($"the thousand turns cost {m[0].Microseconds / m[4].Microseconds:0} times the time of the floor ({m[4].Microseconds:0} us) and {m[0].Bytes / m[4].Bytes:0.0} times its bytes, the copying loop {m[6].Microseconds / m[4].Microseconds:0.0} and {m[6].Bytes / m[4].Bytes:0.0} times");
    }

    private static async Task CommitsAsync(FigureReport report, TurnHost host, string name)
    {
        double few = await CountAsync(ShortRun);
        double many = await CountAsync(LongRun);
        report.Add(name, (many - few) / (LongRun - ShortRun), "commits", 3);

        async Task<int> CountAsync(int toolTurns)
        {
            int before = host.Store.Commits;
            await host.Agent(streaming: false, runs: 1, toolTurns)();
            return host.Store.Commits - before;
        }
    }

    /// <summary>One way to run a turn, with what it may add.</summary>
    private sealed record Subject(string Name, ToolEffect Effect, bool Streaming, double AimMicroseconds, double AimBytes);
}
