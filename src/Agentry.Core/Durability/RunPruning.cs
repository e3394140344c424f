namespace Agentry;

/// <summary>Prunes in small transactions, so that runs at work are not held up.</summary>
internal static class RunPruning
{
    public static async ValueTask<int> PruneAsync(RunStore store, RunPrune prune, CancellationToken cancellationToken)
    {
        int total = 0;
        while (true)
        {
            int pruned = await store.PruneAsync(prune, cancellationToken).ConfigureAwait(false);
            total += pruned;
            if (pruned < prune.Take)
                return total;
        }
    }
}
