using Agentry.Testing;
using Microsoft.Data.Sqlite;

namespace Agentry.Tests;

/// <summary>The write-ahead log stays small, and one process of several brings it into the file.</summary>
public sealed class CheckpointTests
{
    private const int Limit = 262_144;

    [Fact]
    public async Task Wal_OfManyCommits_StaysNearItsLimit()
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open(o => o.CheckpointBytes = Limit);
        var run = new AppendedRun("r1", blobBytes: 20_000);
        long largest = 0;
        for (int i = 0; i < 200; i++)
        {
            await store.WriteAsync(run);
            largest = Math.Max(largest, new FileInfo(file.Path + "-wal").Length);
        }

        largest.Should().BeInRange(Limit, 2 * Limit);
        (await store.ExpectWholeAsync(run)).Should().Be(800);
        await store.DisposeAsync();
        file.Ask("PRAGMA integrity_check").Should().Be("ok");
    }

    [Fact]
    public async Task Wal_WhileAReaderNeedsIt_GrowsAndShrinksAfterwards()
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open(o => o.CheckpointBytes = Limit);
        var run = new AppendedRun("r1", blobBytes: 20_000);
        await store.WriteAsync(run);
        await using (SqliteConnection reader = file.OpenRaw())
        {
            await using SqliteTransaction reading = reader.BeginTransaction(deferred: true);
            await using SqliteCommand count = reader.CreateCommand();
            count.CommandText = "SELECT count(*) FROM event";
            (await count.ExecuteScalarAsync()).Should().Be(4L);
            for (int i = 0; i < 40; i++)
                await store.WriteAsync(run);
            (await count.ExecuteScalarAsync()).Should().Be(4L, "a reader sees one state");
            new FileInfo(file.Path + "-wal").Length.Should().BeGreaterThan(2 * Limit);
        }

        for (int i = 0; i < 40; i++)
            await store.WriteAsync(run);

        new FileInfo(file.Path + "-wal").Length.Should().BeLessThan(2 * Limit);
        (await store.ExpectWholeAsync(run)).Should().Be(81 * 4);
    }

    [Fact]
    public async Task Election_OfTwo_HasOneWinnerAndAnHeir()
    {
        await using var file = new StoreFile();
        file.Open();
        var path = new SqliteFile(file.ConnectionString);
        Checkpointer Create() => new(path, limit: 1, () => throw new InvalidOperationException());
        using Checkpointer first = Create();
        first.IsDue(erased: false).Should().BeTrue();
        using (Checkpointer second = Create())
        {
            second.IsDue(erased: false).Should().BeFalse();
            second.IsElected.Should().BeFalse();
        }

        first.Dispose();

        using Checkpointer heir = Create();
        heir.IsDue(erased: false).Should().BeTrue();
    }

    [Fact]
    public async Task Wal_GrownByAStoreThatIsNotElected_IsBroughtInByTheOther()
    {
        await using var file = new StoreFile();
        SqliteRunStore elected = file.Open(o => (o.CheckpointBytes, o.WatchInterval) = (Limit, TimeSpan.FromMilliseconds(20)));
        var first = new AppendedRun("r1", blobBytes: 2 * Limit);
        await elected.WriteAsync(first);
        SqliteRunStore other = file.Open(o => o.CheckpointBytes = Limit);
        var run = new AppendedRun("r2", blobBytes: 50_000);
        long Wal() => new FileInfo(file.Path + "-wal").Length;
        while (Wal() < 3 * Limit)
            await other.WriteAsync(run);

        // The elected one writes nothing; it looks now and then. The first write after its checkpoint begins the log anew.
        long start = TimeProvider.System.GetTimestamp();
        while (Wal() >= Limit && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(90))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            await other.WriteAsync(run);
        }

        Wal().Should().BeLessThan(Limit);
        (await elected.ExpectWholeAsync(run)).Should().Be(run.Sequence);
    }

    [Fact]
    public async Task Opening_WithAnOldSqlite_SaysSoOnce()
    {
        await using var file = new StoreFile();
        using var logs = new LogRecorder();
        file.Open(logger: logs.CreateLogger("Agentry.Sqlite"));

        Version.TryParse(SQLitePCL.raw.sqlite3_libversion().utf8_to_string(), out Version? version).Should().BeTrue();
        logs.Of(4002).Should().HaveCount(version < new Version(3, 51, 3) ? 1 : 0);
        logs.Of(4001).Should().ContainSingle().Which.Should().Contain(file.Path);
    }
}
