namespace Agentry;

/// <summary>The caps of a run and of the runs above it: what a child spends counts in each of them.</summary>
internal sealed class RunBudget(RunId run, RunState state, RunBudget? parent)
{
    public RunBudget? Parent => parent;

    public string CostAccount { get; } = AccountKey.OfRun(run) + "cost";

    public string TokenAccount { get; } = AccountKey.OfRun(run) + "tokens";

    public decimal? MaxCost => state.Started!.Limits.MaxCost is { } cap ? cap + state.RaisedCost : null;

    public long? MaxTokens => state.Started!.Limits.MaxTokens is { } cap ? cap + state.RaisedTokens : null;

    /// <summary>True when the cost of this run, or of one above it, is limited.</summary>
    public bool IsCostLimited
    {
        get
        {
            for (RunBudget? b = this; b is not null; b = b.Parent)
            {
                if (b.MaxCost is not null)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The caps above a run whose parent is not at work here.</summary>
    public static async ValueTask<RunBudget?> AboveAsync(RunReader reader, RunKey run, RunState state, CancellationToken cancellationToken)
    {
        if (state.Started?.ParentRun is not { } id)
            return null;
        var above = new RunKey(run.Tenant, new RunId(id));
        RunState parent = await reader.FoldAsync(above, cancellationToken).ConfigureAwait(false);
        return new RunBudget(above.RunId, parent, await AboveAsync(reader, above, parent, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Nothing of a run whose cost is limited may spend past the budget layers.</summary>
    /// <exception cref="AgentryException">The pipeline has none.</exception>
    public static void Require(AgentPipeline pipeline, RunLimits limits, RunBudget? parent, RunId run)
    {
        if (!pipeline.HasBudgets && (limits.MaxCost is not null || parent?.IsCostLimited == true))
        {
            throw new AgentryException(
                $"The cost of run {run} is limited, and agent '{pipeline.AgentName}' has no budgets to hold it to that. Add them with AddBudgets().", FailureClass.InvalidRequest, run);
        }
    }
}
