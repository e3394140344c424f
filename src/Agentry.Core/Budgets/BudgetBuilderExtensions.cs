namespace Agentry;

/// <summary>Adds budgets.</summary>
public static class BudgetBuilderExtensions
{
    /// <summary>
    /// Reserves what every model call and every tool with a cost may cost before it happens, and settles it afterwards, for every agent or for one inside <c>AddAgent</c>. Adding it again
    /// adds configuration, not a second layer. Without it nothing is reserved, and a run with <see cref="RunLimits.MaxCost"/> is refused.
    /// </summary>
    /// <param name="builder">Every agent, or one.</param>
    /// <param name="configure">Sets options in code; configuration at the same level beats it.</param>
    /// <param name="estimator">Counts tokens before a call; by default a bound by bytes and kind of content.</param>
    /// <returns>The same builder.</returns>
    public static IAgentryBuilder AddBudgets(this IAgentryBuilder builder, Action<BudgetOptions>? configure = null, ITokenEstimator? estimator = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddFeature(new BudgetFeature(), options =>
        {
            if (estimator is not null)
                options.Use(estimator);
            configure?.Invoke(options);
        });
    }
}
