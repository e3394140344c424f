namespace Agentry;

/// <summary>A write on its way to the one connection that writes.</summary>
internal abstract class WriteOperation
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Abandoned = 2;
    private int _state;

    /// <summary>Bytes it brings, about.</summary>
    public long Size { get; init; }

    /// <summary>The run whose watchers look again afterwards.</summary>
    public RunKey? Run { get; init; }

    /// <summary>True when content was removed and should leave the write-ahead log, too.</summary>
    public bool Erases { get; init; }

    /// <summary>What it failed with inside a transaction that went on without it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>False when its caller gave up before it began. From here on it is carried out whatever the caller does.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    /// <summary>Does the work inside the open transaction; may be called again after a rollback.</summary>
    public abstract void Execute(SqliteDatabase database);

    /// <summary>Tells the caller that it is on the disk.</summary>
    public abstract void Succeed();

    /// <summary>Tells the caller that nothing of it was written.</summary>
    public abstract void Fail(Exception exception);

    protected bool TryAbandon() => Interlocked.CompareExchange(ref _state, Abandoned, Waiting) == Waiting;
}

/// <summary>A write with an answer.</summary>
internal sealed class WriteOperation<T>(Func<SqliteDatabase, T> body) : WriteOperation
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _answer = default!;

    public Task<T> Done => _done.Task;

    public override void Execute(SqliteDatabase database) => _answer = body(database);

    public override void Succeed() => _done.TrySetResult(_answer);

    public override void Fail(Exception exception) => _done.TrySetException(exception);

    /// <summary>Waits for the answer; a cancellation counts only while the write has not begun.</summary>
    public async ValueTask<T> WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var operation = (WriteOperation<T>)state!;
                if (operation.TryAbandon())
                    operation._done.TrySetCanceled(token);
            },
            this);
        return await _done.Task.ConfigureAwait(false);
    }
}
