namespace Agentry;

/// <summary>Whether a run left something in the world that a second run would do again.</summary>
internal static class RunEffects
{
    /// <summary>True unless every call of a tool that must not repeat is known to have failed, in the run and in its children.</summary>
    public static async ValueTask<bool> MayHaveHappenedAsync(RunStore store, RunKey run, CancellationToken cancellationToken)
    {
        var ledger = new LedgerQuery { Tenant = run.Tenant, Run = run.RunId, Take = int.MaxValue };
        foreach (LedgerRecord line in await store.ListLedgerAsync(ledger, cancellationToken).ConfigureAwait(false))
        {
            if (line.Entry is { Effect: ToolEffect.NonIdempotent or ToolEffect.Keyed, Outcome: not ToolOutcomeKind.Failed })
                return true;
        }

        var children = new RunQuery { Tenant = run.Tenant, ParentRun = run.RunId.Value, Take = int.MaxValue };
        foreach (RunSummary child in await store.ListAsync(children, cancellationToken).ConfigureAwait(false))
        {
            if (await MayHaveHappenedAsync(store, child.Run, cancellationToken).ConfigureAwait(false))
                return true;
        }

        return false;
    }
}
