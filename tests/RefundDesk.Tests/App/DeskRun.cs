using Agentry.Tests;

namespace RefundDesk;

/// <summary>One start of the sample, as from a shell: what was shown, what came of it, and the exit code. Waits take no time.</summary>
internal sealed record DeskRun(int ExitCode, string Shown, OrderBook Book, Outbox Outbox)
{
    /// <summary>The lines that were shown, without the blanks around them.</summary>
    public IReadOnlyList<string> Lines => [.. Shown.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    public static Task<DeskRun> StartAsync(RunMode mode, params IEnumerable<string> args) => StartAsync(mode, DeskModels.Offline, typed: null, args);

    public static async Task<DeskRun> StartAsync(RunMode mode, DeskModels models, string? typed, params IEnumerable<string> args)
    {
        CommandLine options = CommandLine.Parse(mode == RunMode.Plain ? args.Append("--plain") : args);
        options.Error.Should().BeNull();
        using var shown = new StringWriter();
        using TextReader? terminal = typed is null ? null : new StringReader(typed);
        var clock = new WatchedClock(TimeSpan.FromSeconds(5));
        var session = new DeskSession(options, models, DeskConsole.Plain(shown), terminal, clock);

        Task<int> work = session.RunAsync();
        await clock.PassWaitsAsync(work);
        return new DeskRun(await work, shown.ToString(), session.Book, session.Outbox);
    }

    /// <summary>The lines that begin with a word, without it.</summary>
    public IEnumerable<string> Notes(string kind) =>
        Lines.Where(line => line.StartsWith(kind + " ", StringComparison.Ordinal)).Select(line => line[kind.Length..].Trim());
}
