using Microsoft.Data.Sqlite;

namespace Agentry.Tests;

/// <summary>Another program that holds the write lock until it is disposed.</summary>
internal sealed class HeldLock : IDisposable
{
    private readonly SqliteConnection _connection;

    public HeldLock(StoreFile file)
    {
        _connection = file.OpenRaw();
        Execute("BEGIN IMMEDIATE");
    }

    public void Dispose()
    {
        Execute("ROLLBACK");
        _connection.Dispose();
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
