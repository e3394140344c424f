namespace Agentry;

/// <summary>Marks a public method of a class as a tool, for <c>WithTools&lt;T&gt;()</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AgentToolAttribute : Attribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="name">The tool's name; null takes the method's name in snake_case, without a trailing Async.</param>
    public AgentToolAttribute(string? name = null) => Name = name;

    /// <summary>The tool's name, when it differs from the method's.</summary>
    public string? Name { get; }

    /// <summary>What the tool promises about being run again.</summary>
    /// <value><see cref="ToolEffect.NonIdempotent"/> by default.</value>
    public ToolEffect Effect { get; set; }

    /// <summary>How much harm a wrong call can do.</summary>
    /// <value>By default <see cref="RiskTier.Low"/> for a read-only tool, otherwise <see cref="RiskTier.Medium"/>.</value>
    public RiskTier Risk { get; set; } = (RiskTier)(-1);

    /// <summary>Whether its effect can be undone.</summary>
    public bool Reversible { get; set; }

    /// <summary>Longest wall time of one execution, in seconds; 0 leaves it to the run's limits.</summary>
    public double TimeoutSeconds { get; set; }

    /// <summary>Scopes that the caller must hold, separated by blanks.</summary>
    public string? RequiredScopes { get; set; }

    /// <summary>Which slips of a model in the arguments the contract mends by itself.</summary>
    /// <value><see cref="Coercions.None"/> by default.</value>
    public Coercions Coerce { get; set; }

    internal void Apply(ToolOptions options)
    {
        options.Effect = Effect;
        if (Enum.IsDefined(Risk))
            options.Risk = Risk;
        options.Reversible = Reversible;
        options.Coerce = Coerce;
        if (TimeoutSeconds > 0)
            options.Timeout = TimeSpan.FromSeconds(TimeoutSeconds);
        foreach (string scope in (RequiredScopes ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            options.RequiredScopes.Add(scope);
    }
}
