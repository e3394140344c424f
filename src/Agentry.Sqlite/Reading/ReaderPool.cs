using System.Collections.Concurrent;

namespace Agentry;

/// <summary>Connections that read while the writer writes. Each read sees all that was committed before it began.</summary>
internal sealed class ReaderPool(Func<SqliteDatabase> open, int most) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most);
    private readonly ConcurrentStack<SqliteDatabase> _idle = new();
    private volatile bool _isDisposed;

    public async ValueTask<T> ReadAsync<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(SqliteRunStore));
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_idle.TryPop(out SqliteDatabase? database))
                database = open();
            try
            {
                return read(database);
            }
            finally
            {
                _idle.Push(database);
                if (_isDisposed)
                    CloseIdle();
            }
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        CloseIdle();
    }

    private void CloseIdle()
    {
        while (_idle.TryPop(out SqliteDatabase? database))
            database.Dispose();
    }
}
