using System.Globalization;
using Agentry.Testing;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Agentry.Tests;

[Collection(nameof(CrashDesk))]
public sealed class StorageTests(CrashDesk desk, ITestOutputHelper output)
{
    private const int Turns = 50;
    private const int ResultBytes = 4096;
    private const double Most = 2.2;

    [Fact]
    public async Task Storage_OfTwiceTheTurnsInSqlite_IsAtMostTwoPointTwoTimesAsMuch()
    {
        long empty = await InSqliteAsync(0);
        long once = await InSqliteAsync(Turns) - empty;
        long twice = await InSqliteAsync(2 * Turns) - empty;

        Say("SQLite file after a checkpoint, without the empty schema", once, twice);
        ((double)twice / once).Should().BeLessThanOrEqualTo(Most);
    }

    [Fact]
    public async Task Storage_OfTwiceTheTurnsInMemory_IsAtMostTwoPointTwoTimesAsMuch()
    {
        long once = await InMemoryAsync(Turns);
        long twice = await InMemoryAsync(2 * Turns);

        Say("memory, events and content", once, twice);
        ((double)twice / once).Should().BeLessThanOrEqualTo(Most);
    }

    private static async Task<long> InMemoryAsync(int turns)
    {
        var store = new WeighingStore();
        await RunAsync(store, turns);
        return store.Bytes;
    }

    private async Task<long> InSqliteAsync(int turns)
    {
        string file = desk.NewFile();
        await using (var store = new SqliteRunStore(new SqliteOptions { ConnectionString = $"Data Source={file}" }))
        {
            if (turns > 0)
                await RunAsync(store, turns);
        }

        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync();
            await using SqliteCommand checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await checkpoint.ExecuteNonQueryAsync();
        }

        return new FileInfo(file).Length;
    }

    /// <summary>So many turns, each with one call whose result is 4 KB that cannot be compressed, and the answer.</summary>
    private static async Task RunAsync(RunStore store, int turns)
    {
        var random = new Random(50);
        var read = new CountingTool("read", (_, _) =>
        {
            byte[] bytes = new byte[ResultBytes * 3 / 4];
            random.NextBytes(bytes);
            return new(Convert.ToBase64String(bytes));
        });
        var model = new ScriptedChatClient(
            [.. Enumerable.Range(0, turns).Select(i => ModelReply.Call("read", "{}", $"c{i}")), ModelReply.Text("Read.")]);
        await using var host = new StoreHost(store, model, agent => agent.WithTool(read, t => t.ReadOnly()).WithLimits(l => l.MaxTurns = turns + 1));
        AgentRun run = await host.Agent.RunAsync("Read on.");
        run.Status.Should().Be(RunStatus.Completed);
        run.ToolCalls.Should().Be(turns);
    }

    private void Say(string what, long once, long twice) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"storage, {what}: {once:N0} bytes for {Turns} turns with {ResultBytes} bytes of result each, {twice:N0} for {2 * Turns}: {(double)twice / once:F2} times"));

    private sealed class WeighingStore() : DelegatingRunStore(new InMemoryRunStore())
    {
        public long Bytes { get; private set; }

        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
        {
            Bytes += commit.Events.Sum(e => (long)e.Payload.Length + e.Hash.Length) + commit.Blobs.Sum(b => (long)b.SaltedContent.Length + b.Address.Length);
            return base.CommitAsync(commit, cancellationToken);
        }
    }
}
