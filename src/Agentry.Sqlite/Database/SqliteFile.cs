using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Agentry;

/// <summary>The file that a connection string names, and how it is opened.</summary>
internal sealed class SqliteFile
{
    private readonly string _connectionString;

    public SqliteFile(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString)
        {
            // The store keeps its own connections; a pool under it would keep the file open after its end.
            Pooling = false,
            ForeignKeys = null,
            RecursiveTriggers = false,
        };
        _connectionString = builder.ToString();
        Path = System.IO.Path.GetFullPath(builder.DataSource);
    }

    /// <summary>For messages, and for what lies beside the file.</summary>
    public string Path { get; private set; }

    /// <summary>SQLite's log of what is not in the file yet.</summary>
    public string WalPath => Path + "-wal";

    /// <summary>Bytes in the write-ahead log. The file is not opened: closing it would release locks that SQLite holds for this process.</summary>
    public long WalBytes => new FileInfo(WalPath) is { Exists: true } wal ? wal.Length : 0;

    /// <summary>Why this connection string does not do; null when it does.</summary>
    public static string? Problem(string connectionString)
    {
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException e)
        {
            return $"ConnectionString cannot be read: {e.Message} Write it like 'Data Source=agentry.db'.";
        }

        if (builder.DataSource.Length == 0)
            return "ConnectionString names no file. Write it like 'Data Source=agentry.db'.";
        if (builder.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase) || builder.Mode == SqliteOpenMode.Memory)
            return "ConnectionString names a database in memory, which is lost with the process and cannot be shared. Name a file, or leave UseSqlite out to keep runs in memory.";
        if (builder.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return "ConnectionString names a URI. Name the file by its path.";
        if (builder.Mode == SqliteOpenMode.ReadOnly)
            return "ConnectionString asks for Mode=ReadOnly; the store writes. Use ReadWrite or ReadWriteCreate.";
        return builder.Cache == SqliteCacheMode.Shared
            ? "ConnectionString asks for Cache=Shared, in which a reader blocks the writer. Leave it out."
            : null;
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            if (raw.sqlite3_db_filename(connection.Handle, "main").utf8_to_string() is { Length: > 0 } path)
                Path = path;
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteFailure.Translate(e.SqliteExtendedErrorCode, e.Message, Path, default, e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
