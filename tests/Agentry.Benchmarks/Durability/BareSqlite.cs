using System.Diagnostics;
using SQLitePCL;

namespace Agentry.Benchmarks;

/// <summary>The floor: one prepared insert of a commit's bytes, in WAL with full durability, checkpointed by SQLite itself.</summary>
internal sealed class BareSqlite : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _insert, _begin, _commit;
    private readonly byte[] _bytes = new byte[CommitBytes.Total];

    public BareSqlite(string path)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open(path, out _database));
        Check(raw.sqlite3_exec(_database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4096; CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)"));
        Check(raw.sqlite3_prepare_v2(_database, "INSERT INTO t (b) VALUES (?)", out _insert));
        Check(raw.sqlite3_prepare_v2(_database, "BEGIN IMMEDIATE", out _begin));
        Check(raw.sqlite3_prepare_v2(_database, "COMMIT", out _commit));
    }

    /// <summary>Inserts for a while.</summary>
    /// <returns>Inserts a second.</returns>
    public double Run(int perTransaction, TimeSpan span)
    {
        long start = Stopwatch.GetTimestamp();
        long inserts = 0;
        while (Stopwatch.GetElapsedTime(start) < span)
        {
            Step(_begin);
            for (int i = 0; i < perTransaction; i++)
            {
                Check(raw.sqlite3_bind_blob(_insert, 1, _bytes));
                Step(_insert);
            }

            Step(_commit);
            inserts += perTransaction;
        }

        return inserts / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _database.Dispose();
    }

    private static void Step(sqlite3_stmt statement)
    {
        int code = raw.sqlite3_step(statement);
        if (code != raw.SQLITE_DONE)
            throw new InvalidOperationException($"SQLite answered {code}.");
        Check(raw.sqlite3_reset(statement));
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new InvalidOperationException($"SQLite answered {code}.");
    }
}
