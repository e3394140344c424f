namespace Agentry.Benchmarks;

/// <summary>
/// What the features cost over the bare pipeline, which has none: each alone and all of them, with their default options, on clean text, with nobody
/// listening.
/// </summary>
internal static class FeatureFigures
{
    private const int Rounds = 20;
    private const int Runs = 20;
    private const int ShortRun = 5;
    private const int LongRun = 25;
    private const double Turns = Runs * (LongRun - ShortRun);

    /// <summary>Two features are at work when nobody listens, and neither may take longer than the core itself: three times the bare pipeline.</summary>
    private const double TimeGoal = 3;

    /// <summary>All features together may not allocate more than the core itself.</summary>
    private const double BytesGoal = 2;

    private const double GrowthGoal = 1.3;

    /// <summary>The smallest object: what is less a turn is the thread pool's and the timers' and not a layer's.</summary>
    private const double SmallestObject = 24;

    private static readonly Feature[] Hosts =
    [
        new("bare pipeline", static _ => { }),
        new("guardrails", static agent => agent.AddGuardrails()),
        new("resilience", static agent => agent.AddResilience()),
        new("observability", static agent => agent.AddObservability()),
        new("everything", static agent => agent.AddGuardrails().AddResilience().AddObservability()),
    ];

    public static async Task MeasureAsync(FigureReport report)
    {
        TurnHost[] hosts = [.. Hosts.Select(h => new TurnHost(ToolEffect.ReadOnly, h.Add))];
        Sample[] samples = await SideBySide.MeasureAsync(Rounds, [.. hosts.SelectMany(Batches)]);
        double silent = 0;
        foreach (bool streaming in (bool[])[false, true])
        {
            string mode = streaming ? "stream" : "plain";
            Sample[] turns = [.. hosts.Select((_, i) => Turn(samples.AsSpan(4 * i, 4), streaming))];
            Sample bare = turns[0];
            for (int i = 0; i < turns.Length; i++)
                report.Note($"{Hosts[i].Name}, {mode}: a turn takes {turns[i].Microseconds:0.0} us and {turns[i].Bytes:0} bytes, {turns[i].Microseconds / bare.Microseconds:0.00} and {turns[i].Bytes / bare.Bytes:0.00} times the bare pipeline's");
            report.Add($"everything_{mode}_ratio", turns[^1].Microseconds / bare.Microseconds, "x", TimeGoal);
            report.Add($"everything_{mode}_bytes_ratio", turns[^1].Bytes / bare.Bytes, "x", BytesGoal);
            silent = Math.Max(silent, turns[3].Bytes - bare.Bytes);
        }

        report.Add("observability_silent_bytes", silent < SmallestObject ? 0 : silent, "bytes", 0);
        report.Add("everything_thousand_bytes", await GrowthAsync(hosts[^1]), "x", GrowthGoal);
        foreach (TurnHost host in hosts)
            await host.DisposeAsync();
    }

    private static IEnumerable<Func<Task>> Batches(TurnHost host) =>
        from streaming in (bool[])[false, true]
        from length in (int[])[LongRun, ShortRun]
        select host.Agent(streaming, Runs, length);

    private static Sample Turn(ReadOnlySpan<Sample> batches, bool streaming) =>
        (streaming ? batches[2] - batches[3] : batches[0] - batches[1]) / Turns;

    /// <summary>The bytes of a thousand turns in one run, against ten runs of a hundred: a feature that copies the history each turn shows here.</summary>
    private static async Task<double> GrowthAsync(TurnHost host)
    {
        double one = await BytesAsync(host.Agent(streaming: false, runs: 1, toolTurns: 999));
        double ten = await BytesAsync(host.Agent(streaming: false, runs: 10, toolTurns: 99));
        return one / ten;

        static async Task<double> BytesAsync(Func<Task> batch)
        {
            await batch();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await batch();
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    private sealed record Feature(string Name, Action<IAgentryBuilder> Add);
}
