using System.Globalization;
using Agentry.Testing;
using Microsoft.Data.Sqlite;

namespace Agentry.Tests;

/// <summary>What outlives a process: a file, or a memory that all processes of the test share. It can be damaged as somebody with access would.</summary>
internal sealed class Disk(StoreKind kind, string? below = null) : IAsyncDisposable
{
    private readonly string? _directory = kind == StoreKind.Sqlite ? NewDirectory(below) : null;
    private readonly List<SqliteRunStore> _opened = [];
    private DamagedMemory? _memory;

    /// <summary>The clock of the store, by which it judges leases, keys and wake times.</summary>
    public FakeClock Clock { get; } = new();

    public string File => Path.Combine(_directory!, "runs.db");

    /// <summary>Opens the store as a further process does.</summary>
    public RunStore Open(Action<SqliteOptions>? configure = null, SqliteSeams? seams = null)
    {
        if (kind == StoreKind.Memory)
            return _memory ??= new DamagedMemory(Clock);
        var options = new SqliteOptions
        {
            ConnectionString = $"Data Source={File}",
            BusyTimeout = TimeSpan.FromSeconds(60),
            WatchInterval = TimeSpan.FromMilliseconds(20),
        };
        configure?.Invoke(options);
        var store = new SqliteRunStore(options, seams ?? new SqliteSeams(), null, Clock);
        _opened.Add(store);
        return store;
    }

    /// <summary>A connection of another program.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False;Default Timeout=60");
        connection.Open();
        return connection;
    }

    public void ReplaceEvent(RunKey run, long sequence, byte[] payload)
    {
        if (_memory is not null)
            _memory.Payloads[(run, sequence)] = payload;
        else
            Execute($"UPDATE event SET payload = $payload WHERE run = {Of(run)} AND sequence = {Number(sequence)}", payload);
    }

    /// <summary>Takes the events after a sequence away.</summary>
    public void CutTail(RunKey run, long last)
    {
        if (_memory is not null)
            _memory.Tails[run] = last;
        else
            Execute($"DELETE FROM event WHERE run = {Of(run)} AND sequence > {Number(last)}");
    }

    public void RemoveRun(RunKey run)
    {
        if (_memory is not null)
            _memory.Removed.Add(run);
        else
            Execute($"PRAGMA foreign_keys = ON; DELETE FROM run WHERE id = {Of(run)}");
    }

    /// <summary>Loses the content of a run that is larger than a number of bytes.</summary>
    public void LoseContent(RunKey run, int largerThan)
    {
        if (_memory is not null)
            _memory.LosesContentFrom = largerThan;
        else
            Execute($"DELETE FROM blob WHERE run = {Of(run)} AND length(content) > {Number(largerThan)}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SqliteRunStore store in _opened)
            await store.DisposeAsync();
        if (_directory is not null)
            Directory.Delete(_directory, recursive: true);
    }

    private static string NewDirectory(string? below) => below is null
        ? Directory.CreateTempSubdirectory("agentry-durability-").FullName
        : Directory.CreateDirectory(Path.Combine(below, Path.GetRandomFileName())).FullName;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Of(RunKey run) => $"(SELECT id FROM run WHERE tenant = '{run.Tenant}' AND run_id = '{run.RunId.Value}')";

    private void Execute(string sql, byte[]? payload = null)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Ids of this test's own making.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (payload is not null)
            command.Parameters.AddWithValue("$payload", payload);
        command.ExecuteNonQuery().Should().BePositive(sql);
    }
}
