using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SQLitePCL;

namespace Agentry;

/// <summary>Keeps runs in a SQLite file. Several processes of one machine may share it.</summary>
/// <remarks>
/// Thread-safe. Writes that wait at the same time go to the disk in one transaction; reads never wait for writes. What fails says so with a
/// <see cref="RunStoreException"/> that names the file and the fix, and left nothing half-written. A cancellation is heeded until a write begins.
/// </remarks>
public sealed class SqliteRunStore : RunStore, IAsyncDisposable, IDisposable
{
    private static readonly Version Mended = new(3, 51, 3);

    private readonly TimeProvider _time;
    private readonly RunWatchers _watchers = new();
    private readonly SqliteDatabase _database;
    private readonly Checkpointer _checkpointer;
    private readonly StoreWriter _writer;
    private readonly ReaderPool _readers;
    private readonly StorePulse _pulse;
    private readonly Lock _closing = new();
    private Task? _closed;

    /// <summary>Opens the file, creates it when it is missing, and brings it to the schema of this build.</summary>
    /// <param name="options">Where and how; read once.</param>
    /// <param name="logger">Hears of openings, migrations and checkpoints that failed.</param>
    /// <param name="time">Judges leases, keys and wake times; for tests. Null is the clock of the machine, which all processes on the file share.</param>
    /// <exception cref="AgentryConfigurationException">The options are wrong.</exception>
    /// <exception cref="RunStoreException">The file cannot be used; the message says why and what to do.</exception>
    public SqliteRunStore(SqliteOptions options, ILogger<SqliteRunStore>? logger = null, TimeProvider? time = null)
        : this(options, new SqliteSeams(), logger, time)
    {
    }

    internal SqliteRunStore(SqliteOptions options, SqliteSeams seams, ILogger? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ValidateOptionsResult valid = SqliteSection.Check(options);
        if (valid.Failed)
            throw new AgentryConfigurationException([.. valid.Failures.Select(f => $"Sqlite: {f}")]);
        logger ??= NullLogger.Instance;
        _time = time ?? TimeProvider.System;
        Batteries_V2.Init();
        var file = new SqliteFile(options.ConnectionString);
        _database = OpenWriter(file, options, seams, logger);
        SqliteDatabase OpenReader() => new SqliteDatabase(file, options.BusyTimeout, options.BusyTimeout).Settle(options.Synchronous, forReading: true);
        _readers = new ReaderPool(OpenReader, options.MaxReaders);
        _checkpointer = new Checkpointer(
            file, options.CheckpointBytes, () => new SqliteDatabase(file, TimeSpan.Zero, options.BusyTimeout).Settle(options.Synchronous, forReading: false));
        _writer = new StoreWriter(_database, new StoreWriterSettings
        {
            File = file,
            SchemaVersion = seams.Migrations.Count,
            MaxBatch = options.MaxBatch,
            BusyTimeout = options.BusyTimeout,
            Checkpointer = _checkpointer,
            Watchers = _watchers,
            Logger = logger,
            BeforeCommit = seams.BeforeCommit,
        });
        _pulse = new StorePulse(new StorePulseSettings
        {
            File = file,
            Watchers = _watchers,
            Interval = options.WatchInterval,
            CheckpointBytes = options.CheckpointBytes,
            Open = OpenReader,
            Nudge = async () => await WriteAsync(static _ => true, default).ConfigureAwait(false),
            Logger = logger,
        });
    }

    /// <inheritdoc/>
    public override bool IsDurable => true;

    /// <inheritdoc/>
    public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        long size = 0;
        for (int i = 0; i < commit.Blobs.Count; i++)
            size += commit.Blobs[i].SaltedContent.Length;
        return _writer.RunAsync(
            new WriteOperation<CommitResult>(database => CommitWrite.Write(database, commit, Now())) { Size = size, Run = commit.Run }, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<AcquireResult> AcquireAsync(RunKey run, StoreLease lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return WriteAsync(database => LeaseWrite.Acquire(database, run, lease, Now()), cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);

        // Workers ask every second, mostly for nothing; a look needs no write lock.
        bool any = await _readers.ReadAsync(database => StoreReads.AnyClaimable(database, claim, Now()), cancellationToken).ConfigureAwait(false);
        return any ? await WriteAsync(database => LeaseWrite.Claim(database, claim, Now()), cancellationToken).ConfigureAwait(false) : [];
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunKey>> RenewAsync(
        IReadOnlyList<RunLease> leases, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(leases);
        return leases.Count == 0 ? new([]) : WriteAsync(database => LeaseWrite.Renew(database, leases, duration, Now()), cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask ReleaseAsync(RunLease lease, TimeSpan retryAfter, CancellationToken cancellationToken = default) =>
        await WriteAsync(database => LeaseWrite.Release(database, lease, retryAfter, Now()), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override ValueTask<SignalResult> SignalAsync(RunKey run, RunSignal signal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return WriteAsync(database => SignalWrite.Write(database, run, signal), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunSignal>> ReadSignalsAsync(RunKey run, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(database => StoreReads.Signals(database, run), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunKey>> ListSignalledAsync(string owner, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(database => StoreReads.Signalled(database, owner), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<RunSummary?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(database => StoreReads.Summary(database, run), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<KeyHolder?> FindKeyAsync(
        string tenant, string agent, string idempotencyKey, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(database => CreationIndexes.FindKey(database, tenant, agent, idempotencyKey, Now()), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<ConversationHead> GetConversationAsync(
        string tenant, string conversation, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(database => CreationIndexes.Head(database, tenant, conversation), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<RunSummary>> ListAsync(RunQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _readers.ReadAsync(database => RunList.Runs(database, query), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<LedgerRecord>> ListLedgerAsync(LedgerQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _readers.ReadAsync(database => RunList.Ledger(database, query), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ApprovalRecord>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _readers.ReadAsync(database => ApprovalList.Read(database, query), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<AccountBalance>> ReadAccountsAsync(
        string tenant, IReadOnlyList<AccountPart> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return _readers.ReadAsync(database => AccountReads.Balances(database, tenant, parts, Now()), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<HeldClaim>> ReadClaimsAsync(RunKey run, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(database => AccountReads.Claims(database, run), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(StoreReads.Tenants, cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoredEvent> ReadAsync(
        RunKey run, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            List<StoredEvent> page = await ReadPageAsync(run, fromSequence, cancellationToken).ConfigureAwait(false);
            foreach (StoredEvent stored in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return stored;
            }

            if (page.Count == 0)
                yield break;
            fromSequence = page[^1].Sequence + 1;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoredEvent> WatchAsync(
        RunKey run, long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using RunWatch watch = _watchers.Open(run);
        while (true)
        {
            // The status before the events: what is over before them has written all of them.
            RunStatus? status = await _readers.ReadAsync(database => StoreReads.Status(database, run), cancellationToken).ConfigureAwait(false);
            if (status is null)
                yield break;
            List<StoredEvent> page;
            while ((page = await ReadPageAsync(run, fromSequence, cancellationToken).ConfigureAwait(false)).Count > 0)
            {
                foreach (StoredEvent stored in page)
                    yield return stored;
                fromSequence = page[^1].Sequence + 1;
            }

            if (status.Value.IsTerminal())
                yield break;
            await watch.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<StoredBlob?> ReadBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync(database => StoreReads.Blob(database, tenant, address), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<bool> EraseBlobAsync(string tenant, string address, CancellationToken cancellationToken = default) =>
        _writer.RunAsync(new WriteOperation<bool>(database => ForgetWrite.EraseBlob(database, tenant, address)) { Erases = true }, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<int> PruneAsync(RunPrune prune, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prune);
        return WriteAsync(database => ForgetWrite.Prune(database, prune, Now()), cancellationToken);
    }

    /// <summary>Finishes the writes that wait and closes the file. The write-ahead log stays beside it, and is read at the next opening.</summary>
    public async ValueTask DisposeAsync() => await CloseOnceAsync().ConfigureAwait(false);

    /// <summary>The same for hosts that dispose synchronously; blocks until the last write is on the disk.</summary>
    public void Dispose()
    {
        using var closed = new ManualResetEventSlim();
        CloseOnceAsync().GetAwaiter().OnCompleted(closed.Set);
        closed.Wait();
    }

    private static SqliteDatabase OpenWriter(SqliteFile file, SqliteOptions options, SqliteSeams seams, ILogger logger)
    {
        // SQLite waits for locks while the file is made ready; later the writer does.
        var database = new SqliteDatabase(file, options.BusyTimeout, options.BusyTimeout);
        try
        {
            new Migrator(file, seams.Migrations, options.BusyTimeout, logger).Run(database);
            database.Settle(options.Synchronous, forReading: false);
            database.Check(raw.sqlite3_busy_timeout(database.Handle, 0));
            seams.Opened?.Invoke(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }

        string version = raw.sqlite3_libversion().utf8_to_string();
        logger.StoreOpened(file.Path, seams.Migrations.Count, version, options.Synchronous);
        if (Version.TryParse(version, out Version? parsed) && parsed < Mended)
            logger.OldSqlite(version, file.Path);
        return database;
    }

    private long Now() => StoredTime.From(_time.GetUtcNow());

    private ValueTask<T> WriteAsync<T>(Func<SqliteDatabase, T> write, CancellationToken cancellationToken) =>
        _writer.RunAsync(new WriteOperation<T>(write), cancellationToken);

    private ValueTask<List<StoredEvent>> ReadPageAsync(RunKey run, long fromSequence, CancellationToken cancellationToken) =>
        _readers.ReadAsync(database => StoreReads.Events(database, run, fromSequence), cancellationToken);

    private Task CloseOnceAsync()
    {
        lock (_closing)
            return _closed ??= CloseAsync();
    }

    private async Task CloseAsync()
    {
        // Not under the lock, nor on the caller's thread.
        await Task.Yield();
        await _pulse.DisposeAsync().ConfigureAwait(false);
        await _writer.StopAsync().ConfigureAwait(false);
        _watchers.EndAll();
        _readers.Dispose();
        _checkpointer.Dispose();
        _database.Dispose();
    }
}
