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

    /// <summary>Declares which results are failures, for a tool that returns errors as data. The function must be thread-safe.</summary>
    public ToolBuilder FailsWhen(Func<object?, bool> isFailure)
    {
        ArgumentNullException.ThrowIfNull(isFailure);
        Options.FailsWhen = isFailure;
        return this;
    }
}
