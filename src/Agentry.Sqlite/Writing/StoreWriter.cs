using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Agentry;

/// <summary>
/// The one writer of this process. Whatever waits while a transaction is on its way to the disk goes together into the next one, each write behind a
/// savepoint of its own: one that fails takes no other with it.
/// </summary>
internal sealed class StoreWriter
{
    /// <summary>Content in one transaction beyond which no further write joins it.</summary>
    private const long MaxBatchBytes = 8 * 1024 * 1024;

    private readonly Channel<WriteOperation> _queue = Channel.CreateUnbounded<WriteOperation>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteDatabase _database;
    private readonly StoreWriterSettings _settings;
    private readonly List<WriteOperation> _batch = [];
    private readonly Task _loop;
    private long _seen;
    private long _othersWroteAt = long.MinValue;
    private bool _hasErased;

    public StoreWriter(SqliteDatabase database, StoreWriterSettings settings)
    {
        _database = database;
        _settings = settings;
        _seen = database.Number("PRAGMA data_version");
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Queues a write and waits until it is on the disk.</summary>
    public ValueTask<T> RunAsync<T>(WriteOperation<T> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(operation), typeof(SqliteRunStore));
        return operation.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no further writes, finishes those that wait, and ends.</summary>
    public Task StopAsync()
    {
        _queue.Writer.TryComplete();
        return _loop;
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            _batch.Clear();
            long size = 0;
            while (_batch.Count < _settings.MaxBatch && size < MaxBatchBytes && _queue.Reader.TryRead(out WriteOperation? next))
            {
                if (!next.TryStart())
                    continue;
                _batch.Add(next);
                size += next.Size;
            }

            if (_batch.Count == 0)
                continue;
            await WriteAsync(_batch).ConfigureAwait(false);
            await CheckpointAsync().ConfigureAwait(false);
            await LetOthersWriteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask WriteAsync(IReadOnlyList<WriteOperation> batch)
    {
        try
        {
            await BeginAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            foreach (WriteOperation operation in batch)
                operation.Fail(e);
            return;
        }

        try
        {
            Execute(batch);
            _settings.BeforeCommit?.Invoke();
            await CommitAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            RollBack();
            await FailAsync(batch, e).ConfigureAwait(false);
            return;
        }

        foreach (WriteOperation operation in batch)
        {
            if (operation.Failure is { } failure)
            {
                operation.Fail(failure);
                continue;
            }

            if (operation.Run is { } run)
                _settings.Watchers.Notify(run);
            operation.Succeed();
        }
    }

    private void Execute(IReadOnlyList<WriteOperation> batch)
    {
        foreach (WriteOperation operation in batch)
            operation.Failure = null;
        if (batch.Count == 1)
        {
            batch[0].Execute(_database);
            return;
        }

        foreach (WriteOperation operation in batch)
        {
            _database.Use("SAVEPOINT one").Run();
            try
            {
                operation.Execute(_database);
            }
            catch (Exception e)
            {
                // Some failures make SQLite roll back everything; then each is tried by itself.
                if (!_database.InTransaction)
                    throw;
                _database.Use("ROLLBACK TO one").Run();
                operation.Failure = e;
            }

            _database.Use("RELEASE one").Run();
        }
    }

    /// <summary>Takes the write lock. Waiting is done here and not inside SQLite, which would block a thread and sleeps too long between its tries.</summary>
    private async ValueTask BeginAsync()
    {
        await RetryAsync("BEGIN IMMEDIATE").ConfigureAwait(false);
        long version = _database.Number("PRAGMA user_version");
        if (version > _settings.SchemaVersion)
        {
            RollBack();
            throw SqliteFailure.Newer(_settings.File.Path, version, _settings.SchemaVersion);
        }

        long seen = _database.Number("PRAGMA data_version");
        if (seen != _seen)
            (_seen, _othersWroteAt) = (seen, TimeProvider.System.GetTimestamp());
    }

    private ValueTask CommitAsync() => RetryAsync("COMMIT");

    private async ValueTask RetryAsync(string sql)
    {
        int code = _database.Use(sql).Try();
        if (code == raw.SQLITE_OK)
            return;
        long start = TimeProvider.System.GetTimestamp();
        for (int attempt = 0; (code & 0xff) == raw.SQLITE_BUSY && TimeProvider.System.GetElapsedTime(start) < _settings.BusyTimeout; attempt++)
        {
            // Uneven waits, so that two processes do not keep meeting.
            await Task.Delay(TimeSpan.FromMilliseconds(1 + (Random.Shared.NextDouble() * Math.Min(attempt, 8))), TimeProvider.System).ConfigureAwait(false);
            code = _database.Use(sql).Try();
            if (code == raw.SQLITE_OK)
                return;
        }

        throw _database.Failure(code);
    }

    private void RollBack()
    {
        if (_database.InTransaction)
            _ = _database.Use("ROLLBACK").Try();
    }

    private async ValueTask FailAsync(IReadOnlyList<WriteOperation> batch, Exception exception)
    {
        if (batch.Count == 1)
        {
            batch[0].Fail(exception);
            return;
        }

        _settings.Logger.BatchSplit(exception, batch.Count, _settings.File.Path);
        foreach (WriteOperation operation in batch)
            await WriteAsync([operation]).ConfigureAwait(false);
    }

    private async ValueTask CheckpointAsync()
    {
        foreach (WriteOperation operation in _batch)
            _hasErased |= operation.Erases;
        if (!_settings.Checkpointer.IsDue(_hasErased))
            return;
        try
        {
            // Somebody else writes: it is due again after the next batch.
            if (_database.Use("BEGIN IMMEDIATE").Try() != raw.SQLITE_OK)
                return;
            bool isComplete;
            try
            {
                isComplete = _settings.Checkpointer.Run();
            }
            finally
            {
                RollBack();
            }

            if (_hasErased && isComplete)
                await BeginLogAnewAsync().ConfigureAwait(false);
        }
        catch (RunStoreException e)
        {
            RollBack();
            _settings.Logger.CheckpointFailed(e, _settings.File.Path);
        }
    }

    /// <summary>The first write after a whole checkpoint begins the log anew and cuts off what was in it: erased content, too.</summary>
    private async ValueTask BeginLogAnewAsync()
    {
        await BeginAsync().ConfigureAwait(false);
        _database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={_settings.SchemaVersion}"));
        await CommitAsync().ConfigureAwait(false);
        _hasErased = false;
    }

    /// <summary>SQLite's lock is not fair: a busy writer that takes it again at once would starve other processes.</summary>
    private async ValueTask LetOthersWriteAsync()
    {
        if (_othersWroteAt != long.MinValue && TimeProvider.System.GetElapsedTime(_othersWroteAt) < TimeSpan.FromSeconds(1))
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System).ConfigureAwait(false);
    }
}
