using SQLitePCL;

namespace Agentry;

/// <summary>
/// Brings the write-ahead log into the file. One process of those on the file does it, elected by a lock on a file beside it, and only while the
/// writer holds SQLite's write lock: so no log is begun anew while a checkpoint looks at it, which damages files under SQLite before 3.51.3.
/// </summary>
internal sealed class Checkpointer(SqliteFile file, long limit, Func<SqliteDatabase> open) : IDisposable
{
    private static readonly TimeSpan BetweenElections = TimeSpan.FromSeconds(1);

    private FileStream? _election;
    private SqliteDatabase? _database;
    private long? _lastElection;
    private long _doneAt = -1;
    private long _leftAt;

    /// <summary>True while this process is the elected one.</summary>
    public bool IsElected => _election is not null;

    /// <summary>Whether the log is large enough, and this process the one to do it. Whoever erased something does it in any case.</summary>
    public bool IsDue(bool erased)
    {
        if (erased)
            return true;
        long size = file.WalBytes;

        // After a whole checkpoint the log keeps its size until the next write begins it anew; after a part of one, readers are given time.
        return size >= limit && size != _doneAt && size >= _leftAt && TryElect();
    }

    /// <summary>Call it while holding the write lock.</summary>
    /// <returns>True when everything is in the file; false when a reader still needs a part of the log.</returns>
    public bool Run()
    {
        _database ??= open();
        _database.Check(raw.sqlite3_wal_checkpoint_v2(_database.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int frames, out int done));
        bool isComplete = frames == done;
        long size = file.WalBytes;
        _doneAt = isComplete ? size : -1;
        _leftAt = isComplete ? 0 : size + (limit / 4);
        return isComplete;
    }

    public void Dispose()
    {
        _database?.Dispose();
        _election?.Dispose();
    }

    private bool TryElect()
    {
        if (_election is not null)
            return true;
        if (_lastElection is { } last && TimeProvider.System.GetElapsedTime(last) < BetweenElections)
            return false;
        _lastElection = TimeProvider.System.GetTimestamp();
        try
        {
            // The system gives the lock back when the process ends, however it ends. The file stays: removing it would let two hold it.
            _election = new FileStream(file.Path + "-checkpoint", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
