namespace Agentry.Testing;

/// <summary>What every <see cref="RunStore"/> must do, as checks that any test project can run over its own store.</summary>
/// <remarks>
/// Needs no test framework: assert that <see cref="CheckAllAsync"/> returns nothing. The checks cover what the port documents: atomic and
/// conditional commits, epochs, leases and claims, projections, signals, every read path by tenant, watching, blobs, accounts, pruning, and writers that race.
/// </remarks>
public static class RunStoreConformance
{
    private static readonly RunStoreCheck[] All =
        [.. CommitChecks.All, .. OwnershipChecks.All, .. LeaseChecks.All, .. ProjectionChecks.All, .. ApprovalChecks.All, .. PruneChecks.All, .. SignalChecks.All, .. QueryChecks.All, .. WatchChecks.All, .. BlobChecks.All, .. AccountChecks.All, .. RaceChecks.All];

    /// <summary>The names of the checks, for a theory that shows each by itself.</summary>
    public static IReadOnlyList<string> Checks { get; } = [.. All.Select(c => c.Name)];

    /// <summary>Runs every check, each on a store of its own.</summary>
    /// <param name="createStore">Makes an empty store. It is disposed after the check if it can be.</param>
    /// <param name="timeout">Longest time of one check, after which it has failed; 30 seconds by default.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    /// <returns>What did not hold; nothing for a store that conforms.</returns>
    public static async Task<IReadOnlyList<RunStoreFailure>> CheckAllAsync(
        Func<CancellationToken, ValueTask<RunStore>> createStore, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        List<RunStoreFailure> failures = [];
        foreach (string check in Checks)
        {
            if (await CheckAsync(check, createStore, timeout, cancellationToken).ConfigureAwait(false) is { } failure)
                failures.Add(failure);
        }

        return failures;
    }

    /// <summary>Runs one check.</summary>
    /// <param name="check">One of <see cref="Checks"/>.</param>
    /// <param name="createStore">Makes an empty store. It is disposed after the check if it can be.</param>
    /// <param name="timeout">Longest time of the check, after which it has failed; 30 seconds by default.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>What did not hold, or null.</returns>
    public static async Task<RunStoreFailure?> CheckAsync(
        string check,
        Func<CancellationToken, ValueTask<RunStore>> createStore,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createStore);
        RunStoreCheck found = Array.Find(All, c => c.Name == check)
            ?? throw new ArgumentException($"There is no check '{check}'.", nameof(check));
        RunStore store = await createStore(cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // Off this thread: a store that blocks must not block the timeout.
            await Task.Run(() => found.Body(store, stop.Token), stop.Token)
                .WaitAsync(timeout ?? TimeSpan.FromSeconds(30), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (TimeoutException)
        {
            return new RunStoreFailure(check, "it did not come to an end in time");
        }
        catch (Exception e)
        {
            return new RunStoreFailure(check, e is StoreExpectationException ? e.Message : $"{e.GetType().Name}: {e.Message}");
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await DisposeAsync(store).ConfigureAwait(false);
        }
    }

    private static async ValueTask DisposeAsync(RunStore store)
    {
        if (store is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        else
            (store as IDisposable)?.Dispose();
    }
}
