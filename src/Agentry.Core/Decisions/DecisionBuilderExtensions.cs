namespace Agentry;

/// <summary>Sets who may do what, and when people are asked.</summary>
public static class DecisionBuilderExtensions
{
    /// <summary>Sets rules, risk handling, approvals and admission in code, of every agent or, inside <c>AddAgent</c>, of one. Configuration at the same level beats it.</summary>
    /// <returns>The same builder.</returns>
    public static IAgentryBuilder ConfigureDecisions(this IAgentryBuilder builder, Action<DecisionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddFeature(new DecisionFeature(), configure);
    }

    /// <summary>Adds a policy of the host, of every agent or, inside <c>AddAgent</c>, of one.</summary>
    /// <param name="builder">Every agent, or one.</param>
    /// <param name="create">Makes the policy, once per agent.</param>
    /// <returns>The same builder.</returns>
    public static IAgentryBuilder AddPolicy(this IAgentryBuilder builder, Func<IServiceProvider, IToolPolicy> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return builder.AddFeature(new DecisionFeature(), options => options.Own.Add(create));
    }

    /// <inheritdoc cref="AddPolicy(IAgentryBuilder, Func{IServiceProvider, IToolPolicy})"/>
    /// <param name="builder">Every agent, or one.</param>
    /// <param name="policy">The policy; it serves every agent it is added to.</param>
    public static IAgentryBuilder AddPolicy(this IAgentryBuilder builder, IToolPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return builder.AddPolicy(_ => policy);
    }
}
