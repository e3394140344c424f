using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Agentry;

/// <summary>One connection to the file and its compiled statements. For one user at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteFile _file;
    private readonly Dictionary<string, PreparedStatement> _statements = new(StringComparer.Ordinal);
    private readonly TimeSpan _busyTimeout;

    /// <summary>Opens a connection as every one of the store is: no checkpoint of its own, neither by size nor at its end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="busyTimeout">How long SQLite itself waits for a lock; zero leaves waiting to the caller.</param>
    /// <param name="saidTimeout">What a message says about the wait.</param>
    public SqliteDatabase(SqliteFile file, TimeSpan busyTimeout, TimeSpan saidTimeout)
    {
        _file = file;
        _busyTimeout = saidTimeout;
        _connection = file.Open();
        Handle = _connection.Handle!;
        try
        {
            Check(raw.sqlite3_extended_result_codes(Handle, 1));
            Check(raw.sqlite3_busy_timeout(Handle, (int)Math.Min(busyTimeout.TotalMilliseconds, int.MaxValue)));
            Check(raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _));
            Execute("PRAGMA wal_autocheckpoint=0");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public sqlite3 Handle { get; }

    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Sets what a connection needs once the file is known to be the store's, and reads back what must hold.</summary>
    public SqliteDatabase Settle(SqliteSynchronous synchronous, bool forReading)
    {
        (string word, long expected) = synchronous == SqliteSynchronous.Full ? ("FULL", 2L) : ("NORMAL", 1L);
        Execute($"PRAGMA synchronous={word}");
        if (Number("PRAGMA synchronous") is var got && got != expected)
        {
            throw new RunStoreException(
                $"SQLite does not take synchronous={word} for {_file.Path}; it answers {got.ToString(CultureInfo.InvariantCulture)}. "
                + "Commits would not be as durable as promised. Use a SQLite build that allows it.",
                FailureClass.Refused);
        }

        Execute("PRAGMA foreign_keys=ON");
        Execute("PRAGMA trusted_schema=OFF");
        if (forReading)
        {
            Execute("PRAGMA query_only=ON");
            return this;
        }

        // Savepoints stay in memory; erased content is overwritten; the log is cut when it begins anew.
        Execute("PRAGMA temp_store=MEMORY");
        Execute("PRAGMA cache_size=-8192");
        Execute("PRAGMA secure_delete=ON");
        Execute("PRAGMA journal_size_limit=0");
        return this;
    }

    /// <summary>A statement of this connection. The caller disposes it before it asks for the same one again.</summary>
    public PreparedStatement Use(string sql)
    {
        if (_statements.TryGetValue(sql, out PreparedStatement? statement))
            return statement;
        Check(raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt handle));
        return _statements[sql] = new PreparedStatement(this, handle);
    }

    /// <summary>Runs one or more statements that are not worth keeping.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>The number in the first row.</summary>
    public long Number(string sql)
    {
        using PreparedStatement statement = Use(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failure(code);
    }

    public RunStoreException Failure(int code) =>
        SqliteFailure.Translate(code, raw.sqlite3_errmsg(Handle).utf8_to_string(), _file.Path, _busyTimeout);

    public void Dispose()
    {
        foreach (PreparedStatement statement in _statements.Values)
            statement.Close();
        _connection.Dispose();
    }
}
