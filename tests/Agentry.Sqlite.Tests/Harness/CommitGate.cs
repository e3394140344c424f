namespace Agentry.Tests;

/// <summary>Holds the first transaction of a store before its commit, so that what a test sends meanwhile gathers for the next one.</summary>
internal sealed class CommitGate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _transactions;

    public SqliteSeams Seams => new() { BeforeCommit = Pass };

    /// <summary>Transactions so far, the held one included.</summary>
    public int Transactions => Volatile.Read(ref _transactions);

    /// <summary>Sends a first commit and waits until its transaction is held.</summary>
    public async Task<Task<CommitResult>> HoldAsync(SqliteRunStore store, StoreCommit first)
    {
        Task<CommitResult> commit = store.CommitAsync(first).AsTask();
        await _reached.Task;
        return commit;
    }

    public void Open() => _open.Set();

    public void Dispose() => _open.Dispose();

    private void Pass()
    {
        if (Interlocked.Increment(ref _transactions) > 1)
            return;
        _reached.SetResult();
        _open.Wait();
    }
}
