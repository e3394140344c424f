namespace Agentry;

/// <summary>Declares what a tool promises, where the tool is registered.</summary>
public sealed class ToolBuilder
{
    internal ToolBuilder(ToolOptions options) => Options = options;

    /// <summary>The options behind the builder.</summary>
    public ToolOptions Options { get; }

    /// <summary>It changes nothing: it may be repeated and may run beside other read-only calls.</summary>
    public ToolBuilder ReadOnly() => Effect(ToolEffect.ReadOnly);

    /// <summary>Repeating it with the same arguments has the effect once.</summary>
    public ToolBuilder Idempotent() => Effect(ToolEffect.Idempotent);

    /// <summary>Repeating it with the same <see cref="ToolCallContext.IdempotencyKey"/> has the effect once.</summary>
    public ToolBuilder Keyed() => Effect(ToolEffect.Keyed);

    /// <summary>Each run has its effect. The default; say it to make it visible.</summary>
    public ToolBuilder NonIdempotent() => Effect(ToolEffect.NonIdempotent);

    /// <summary>Sets the effect.</summary>
    public ToolBuilder Effect(ToolEffect effect)
    {
        Options.Effect = effect;
        return this;
    }

    /// <summary>Sets how much harm a wrong call can do.</summary>
    public ToolBuilder Risk(RiskTier risk)
    {
        Options.Risk = risk;
        return this;
    }

    /// <summary>Sets how much harm a wrong call can do, by its arguments. The function must be thread-safe; where it throws, the call is <see cref="RiskTier.Critical"/>.</summary>
    public ToolBuilder Risk(Func<IReadOnlyDictionary<string, object?>, RiskTier> riskOf)
    {
        ArgumentNullException.ThrowIfNull(riskOf);
        Options.RiskOf = riskOf;
        return this;
    }

    /// <summary>The model says of each call how sure it is and what it doubts (<see cref="ToolOptions.AskAssessment"/>).</summary>
    public ToolBuilder AskAssessment()
    {
        Options.AskAssessment = true;
        return this;
    }

    /// <summary>Its effect can be undone.</summary>
    public ToolBuilder Reversible()
    {
        Options.Reversible = true;
        return this;
    }

    /// <summary>Sets the longest wall time of one execution.</summary>
    public ToolBuilder Timeout(TimeSpan timeout)
    {
        Options.Timeout = timeout;
        return this;
    }

    /// <summary>Adds scopes that the caller must hold.</summary>
    public ToolBuilder RequireScopes(params IEnumerable<string> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        foreach (string scope in scopes)
            Options.RequiredScopes.Add(scope);
        return this;
    }

    /// <summary>Allows the contract to mend slips of the model in the arguments; see <see cref="Coercions"/>.</summary>
    public ToolBuilder Coerce(Coercions coercions)
    {
        Options.Coerce = coercions;
        return this;
    }

    /// <summary>Declares what a call costs, in US dollars.</summary>
    public ToolBuilder Cost(decimal cost)
    {
        Options.Cost = cost;
        return this;
    }

    /// <summary>Declares what a call costs, in US dollars, from its arguments. Thread-safe and quick; one that throws refuses the call.</summary>
    public ToolBuilder Cost(Func<ToolCallContext, decimal> cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        Options.CostOf = cost;
        return this;
    }

    /// <summary>Sets what a run does when nobody knows whether the tool had its effect.</summary>
    public ToolBuilder WhenUnknown(UnknownOutcomeHandling handling)
    {
        Options.WhenUnknown = handling;
        return this;
    }

    /// <summary>
    /// Declares how to find out whether the effect of a call happened, by its <see cref="ToolCallContext.IdempotencyKey"/> and arguments: asked
    /// before a person is, when a run goes on after a crash. Thread-safe.
    /// </summary>
    /// <param name="probe">
    /// Null means that it cannot be told yet. A probe that throws or takes longer than the tool's timeout counts as null. While the call may
    /// still be at work, only <see cref="SettlementKind.Happened"/> is believed. Arguments that a guardrail revealed to the tool are tokens again here.
    /// </param>
    public ToolBuilder Probe(Func<ToolCallContext, CancellationToken, ValueTask<CallSettlement?>> probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        Options.Probe = probe;
        return this;
    }

    /// <summary>Declares which results are failures, for a tool that returns errors as data. The function must be thread-safe.</summary>
    public ToolBuilder FailsWhen(Func<object?, bool> isFailure)
    {
        ArgumentNullException.ThrowIfNull(isFailure);
        Options.FailsWhen = isFailure;
        return this;
    }
}
