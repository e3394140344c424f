using System.Globalization;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Agentry;

/// <summary>Makes a file ready for this build, or refuses it. Safe while other processes do the same.</summary>
internal sealed class Migrator(SqliteFile file, IReadOnlyList<Migration> migrations, TimeSpan busyTimeout, ILogger logger)
{
    private const string UserVersion = "PRAGMA user_version";

    public void Run(SqliteDatabase database)
    {
        Recognise(database);
        UseWal(database);
        if (database.Number(UserVersion) < migrations.Count)
            Migrate(database);
    }

    /// <summary>Looks without writing: a file of somebody else, or of a newer build, is left as it is.</summary>
    private void Recognise(SqliteDatabase database)
    {
        long application, version;
        bool isNew;

        // One view of the file, while another process may be making it.
        database.Execute("BEGIN");
        try
        {
            application = database.Number("PRAGMA application_id");
            version = database.Number(UserVersion);
            isNew = application == 0 && version == 0 && database.Number("SELECT count(*) FROM sqlite_master") == 0;
        }
        finally
        {
            if (database.InTransaction)
                database.Execute("ROLLBACK");
        }

        if (!isNew && application != Migrations.ApplicationId)
            throw SqliteFailure.Foreign(file.Path);
        if (version > migrations.Count)
            throw SqliteFailure.Newer(file.Path, version, migrations.Count);
    }

    private void UseWal(SqliteDatabase database)
    {
        using var never = new ManualResetEventSlim();
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            int code;
            string mode;
            using (PreparedStatement statement = database.Use("PRAGMA journal_mode=WAL"))
            {
                try
                {
                    mode = statement.Step() ? statement.Text(0) : "";
                    code = raw.SQLITE_OK;
                }
                catch (RunStoreException e) when (e.FailureClass == FailureClass.Transient && TimeProvider.System.GetElapsedTime(start) < busyTimeout)
                {
                    // Two processes that create the file at the same moment; SQLite does not wait here by itself.
                    (mode, code) = ("", raw.SQLITE_BUSY);
                }
            }

            if (mode == "wal")
                return;
            if (code == raw.SQLITE_OK)
            {
                throw new RunStoreException(
                    $"{file.Path} cannot have a write-ahead log; its journal mode stays '{mode}'. Put the file on a local disk.", FailureClass.Refused);
            }

            never.Wait(TimeSpan.FromMilliseconds(5));
        }
    }

    private void Migrate(SqliteDatabase database)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            // Another process may have been first.
            for (int version = (int)database.Number(UserVersion) + 1; version <= migrations.Count; version++)
            {
                Migration migration = migrations[version - 1];
                database.Execute(migration.Sql);
                string now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                database.Use("INSERT INTO migration (version, name, applied_at) VALUES (?, ?, ?)").Bind(version).Bind(migration.Name).Bind(now).Run();
                database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={Migrations.ApplicationId}; PRAGMA user_version={version}"));
                logger.Migrated(file.Path, version, migration.Name);
            }

            database.Execute("COMMIT");
        }
        catch
        {
            if (database.InTransaction)
                database.Execute("ROLLBACK");
            throw;
        }
    }
}
