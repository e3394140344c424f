using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

/// <summary>A store's file in a directory of its own, which goes with the test.</summary>
internal sealed class StoreFile : IAsyncDisposable
{
    private readonly List<SqliteRunStore> _stores = [];

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("agentry-sqlite-").FullName;

    public string Path => System.IO.Path.Combine(Directory, "runs.db");

    public string ConnectionString => $"Data Source={Path}";

    public SqliteRunStore Open(Action<SqliteOptions>? configure = null, SqliteSeams? seams = null, ILogger? logger = null, TimeProvider? time = null)
    {
        var options = new SqliteOptions { ConnectionString = ConnectionString, BusyTimeout = TimeSpan.FromSeconds(20) };
        configure?.Invoke(options);
        var store = new SqliteRunStore(options, seams ?? new SqliteSeams(), logger, time);
        _stores.Add(store);
        return store;
    }

    /// <summary>A connection of another program.</summary>
    public SqliteConnection OpenRaw(string more = "")
    {
        var connection = new SqliteConnection($"{ConnectionString};Pooling=False{more}");
        connection.Open();
        return connection;
    }

    public string? Ask(string sql)
    {
        using SqliteConnection connection = OpenRaw();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SqliteRunStore store in _stores)
            await store.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
