namespace Agentry.Tests;

/// <summary>Processes that share a budget through one file.</summary>
[Collection(nameof(CrashDesk))]
public sealed class SpendTests(CrashDesk desk)
{
    private static readonly AccountPart Day = new() { Account = new AccountKey("budget:tenant:cost", AccountPeriod.Day), Amount = 1, Limit = 1_000_000_000 };

    [Fact]
    public async Task FourProcesses_FiftyTwoRunsOnOneDollar_NeverExceedIt()
    {
        string file = desk.NewFile();
        ChildProcess[] processes = [.. Enumerable.Range(0, 4).Select(i => new ChildProcess("spend", file, $"p{i}", "13"))];
        try
        {
            foreach (ChildProcess process in processes)
                await process.ReadUntilAsync("ready");
            foreach (ChildProcess process in processes)
                await process.Input.WriteLineAsync();
            string[] lines = [.. (await Task.WhenAll(processes.Select(p => p.ReadUntilAsync("done")))).SelectMany(l => l)];

            lines.Count(l => l == "asked").Should().Be(3, "a fourth call of 0.30 could exceed 1.00");
            lines.Count(l => l.StartsWith("run Completed", StringComparison.Ordinal)).Should().Be(3);
            lines.Count(l => l.EndsWith(" budget", StringComparison.Ordinal)).Should().Be(49);
            AccountBalance balance = await BalanceAsync(file);
            (balance.Spent, balance.Reserved).Should().Be((900_000_000, 0));
        }
        finally
        {
            foreach (ChildProcess process in processes)
                process.Dispose();
        }
    }

    [Fact]
    public async Task ProcessKilledWithAReservation_OthersStayBelowTheCapAndUseItsRoomWhenItsLeaseIsOver()
    {
        string file = desk.NewFile();
        using var killed = new ChildProcess("spend", file, "killed", "1", "hang");
        await killed.Input.WriteLineAsync();
        await killed.ReadUntilAsync("asked");
        await killed.KillAsync();
        (await BalanceAsync(file)).Reserved.Should().Be(300_000_000, "its lease may still hold");

        (await AskedAsync(file, "second")).Should().Be(2, "0.60 beside the 0.30 that are reserved");
        while ((await BalanceAsync(file)).Reserved > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        (await AskedAsync(file, "third")).Should().Be(1);

        AccountBalance balance = await BalanceAsync(file);
        (balance.Spent, balance.Reserved).Should().Be((900_000_000, 0));
    }

    private static async Task<int> AskedAsync(string file, string name)
    {
        using var process = new ChildProcess("spend", file, name, "10");
        await process.Input.WriteLineAsync();
        return (await process.ReadUntilAsync("done")).Count(l => l == "asked");
    }

    private static async Task<AccountBalance> BalanceAsync(string file)
    {
        await using var store = new SqliteRunStore(new SqliteOptions { ConnectionString = $"Data Source={file}", BusyTimeout = TimeSpan.FromSeconds(60) });
        return (await store.ReadAccountsAsync("", [Day])).Single();
    }
}
