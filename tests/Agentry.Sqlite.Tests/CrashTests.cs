using System.Globalization;

namespace Agentry.Tests;

/// <summary>A process that is killed, not asked to stop.</summary>
public sealed class CrashTests
{
    private static readonly AppendedRun Run = new("r1");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Scenario_05_KilledInsideATransaction_NothingOfItIsThere(int commit)
    {
        await using var file = new StoreFile();
        using var host = new CrashHost("sqlite-append", file.Path, "r1", commit.ToString(CultureInfo.InvariantCulture));
        for (string? line = ""; line != "hanging"; line = await host.ReadLineAsync())
            line.Should().NotBeNull("it hangs before it ends");
        await host.KillAsync();

        SqliteRunStore store = file.Open();

        (await store.ExpectWholeAsync(Run)).Should().Be((commit - 1) * 4);
        file.Ask("PRAGMA integrity_check").Should().Be("ok");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task Scenario_05_KilledAnyTime_EveryAnsweredCommitIsThereAndNoneInPart(int commits)
    {
        await using var file = new StoreFile();
        long answered = 0;
        using (var host = new CrashHost("sqlite-append", file.Path, "r1"))
        {
            for (int i = 0; i < commits; i++)
                answered = Sequence((await host.ReadLineAsync())!);
            foreach (string line in await host.KillAsync())
                answered = Math.Max(answered, Sequence(line));
        }

        SqliteRunStore store = file.Open();

        long kept = await store.ExpectWholeAsync(Run);
        kept.Should().BeInRange(answered, answered + 4, "the last one may have been on the disk before it was answered");
        var next = new AppendedRun("r2");
        await store.WriteAsync(next);
    }

    [Fact]
    public async Task TwoProcesses_OnOneFile_BothWriteAndEachSeesTheOther()
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open();
        using var host = new CrashHost("sqlite-append", file.Path, "r1");
        await host.ReadLineAsync();
        var own = new AppendedRun("r2");
        for (int i = 0; i < 10; i++)
            await store.WriteAsync(own);
        await host.ReadLineAsync();
        await host.KillAsync();

        (await store.ExpectWholeAsync(own)).Should().Be(40);
        (await store.ExpectWholeAsync(Run)).Should().BePositive();
        file.Ask("PRAGMA integrity_check").Should().Be("ok");
    }

    private static long Sequence(string line) =>
        line.StartsWith("committed ", StringComparison.Ordinal) && long.TryParse(line["committed ".Length..], CultureInfo.InvariantCulture, out long sequence)
            ? sequence
            : 0;
}
