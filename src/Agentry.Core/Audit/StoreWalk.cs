using System.Runtime.CompilerServices;

namespace Agentry;

/// <summary>Goes through the runs of a store a page at a time, the newest first. What is started meanwhile is not met.</summary>
internal static class StoreWalk
{
    private const int Page = 200;

    /// <param name="store">The store.</param>
    /// <param name="tenant">The tenant; null is every tenant.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<RunSummary> AllAsync(
        RunStore store, string? tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string> tenants = tenant is null ? await store.ListTenantsAsync(cancellationToken).ConfigureAwait(false) : [tenant];
        foreach (string one in tenants)
        {
            await foreach (RunSummary summary in OfTenantAsync(store, one, cancellationToken).ConfigureAwait(false))
                yield return summary;
        }
    }

    private static async IAsyncEnumerable<RunSummary> OfTenantAsync(
        RunStore store, string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new RunQuery { Tenant = tenant, Take = Page };
        HashSet<RunId> seen = [];
        DateTimeOffset reached = default;
        while (true)
        {
            IReadOnlyList<RunSummary> page = await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
            if (page.Count > 0)
            {
                foreach (RunSummary summary in page)
                {
                    if (!seen.Contains(summary.Run.RunId))
                        yield return summary;
                }

                seen = [.. page.Select(s => s.Run.RunId)];
                reached = page[^1].StartedAt;
                query = query with { After = page[^1].Run.RunId };
            }
            else if (query.After is { } last && await store.GetAsync(new RunKey(tenant, last), cancellationToken).ConfigureAwait(false) is null)
            {
                // The run after which the next page begins was pruned meanwhile: its time says where to go on.
                query = query with { After = null, StartedBefore = reached.AddTicks(1) };
            }
            else
            {
                yield break;
            }
        }
    }
}
