using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Agentry.Tests;

[Collection(nameof(CrashDesk))]
public sealed class CrashSweepTests(CrashDesk desk, ITestOutputHelper output)
{
    /// <summary>Processes at the same time.</summary>
    private const int AtOnce = 2;

    /// <summary>
    /// Each process gets one write further than the one before it and dies: after the write, inside its transaction, or when all that leads to the
    /// next one has been done. So one run is killed at every durable boundary that it has.
    /// </summary>
    [Fact]
    public async Task Scenario_06_KilledAtEachDurableBoundary_FinalStateEqualsTheUninterruptedRun()
    {
        long start = Stopwatch.GetTimestamp();
        int writes = desk.Uninterrupted.Writes;
        string[] endless = [.. Enumerable.Repeat("after-write:2", 4 * writes)];
        List<(string How, IReadOnlyList<string> Plans)> sweep =
        [
            ("after each write", endless),
            ("before each write", [.. endless.Select(_ => "before-write:3")]),
            ("inside each write", [.. endless.Select(_ => "in-write:3")]),
            ("around each effect", [.. DeskScript.Effects.SelectMany(e => (string[])[$"before-effect:{e.Step}", $"after-effect:{e.Step}"])]),
        ];
        if (Scale.IsFull)
            sweep.AddRange(EachAlone(writes));

        SweepBook book = await SweepAsync(sweep);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"crash sweep, durable boundaries ({writes} writes uninterrupted): {book}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
        book.Kills.Should().BeGreaterThan(2 * writes, "each boundary is met");
    }

    /// <summary>A thread of the process itself fires at a moment of its own choice, wherever the others are.</summary>
    [Fact]
    public async Task Kill_AtRandomInstants_FinalStateEqualsTheUninterruptedRun()
    {
        long start = Stopwatch.GetTimestamp();
        int wanted = Scale.Of(20, full: 200);
        var random = new Random(20_260_728);
        var book = new SweepBook(desk.Payments, desk.Uninterrupted);
        long length = desk.Uninterrupted.Microseconds;
        while (book.Kills < wanted)
        {
            // A run of the rest, too, is often killed again: recovery must survive what it recovers from.
            var sweep = Enumerable.Range(0, AtOnce)
                .Select(_ => (How: "at random", Plans: (IReadOnlyList<string>)[.. Enumerable.Range(0, 3).Select(_ => $"at:{random.NextInt64(length)}")]))
                .ToList();
            await SweepAsync(sweep, book);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"crash sweep, random instants: {book}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
    }

    private static IEnumerable<(string How, IReadOnlyList<string> Plans)> EachAlone(int writes)
    {
        foreach (string where in (string[])["before-write", "in-write", "after-write"])
        {
            for (int write = 1; write <= writes; write++)
                yield return ($"{where} {write}", [$"{where}:{write}"]);
        }

        foreach ((_, string step) in DeskScript.Effects)
        {
            yield return ($"before {step}", [$"before-effect:{step}"]);
            yield return ($"after {step}", [$"after-effect:{step}"]);
        }
    }

    private async Task<SweepBook> SweepAsync(IReadOnlyList<(string How, IReadOnlyList<string> Plans)> sweep, SweepBook? book = null)
    {
        book ??= new SweepBook(desk.Payments, desk.Uninterrupted);
        await Parallel.ForEachAsync(sweep, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) =>
        {
            Ticket ticket = desk.NewTicket();
            DeskResult result = await ticket.WorkThroughAsync(one.Plans);
            await book.CheckAsync(ticket, result, $"{one.How} ({ticket.Kills} kills)");
        });
        return book;
    }
}
