namespace Agentry;

/// <summary>Adds observability.</summary>
public static class ObservabilityExtensions
{
    /// <summary>Adds spans, metrics and log lines to every agent, or to one inside <c>AddAgent</c>. Adding it again adds configuration, not a second layer.</summary>
    /// <param name="builder">Every agent, or one.</param>
    /// <param name="configure">Sets the options in code; configuration under <c>Observability</c> beats it.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>A listener or exporter that throws is logged once per call and never fails a run.</remarks>
    public static IAgentryBuilder AddObservability(this IAgentryBuilder builder, Action<ObservabilityOptions>? configure = null) =>
        builder.AddFeature(new ObservabilityFeature(), configure);
}
