using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agentry;

/// <summary>Adds resilience.</summary>
public static class ResilienceBuilderExtensions
{
    /// <summary>Adds timeouts, retry, circuit breakers and failover to every agent, or to one inside <c>AddAgent</c>. Adding it again adds configuration, not a second layer.</summary>
    /// <param name="builder">Every agent, or one.</param>
    /// <param name="configure">Sets options in code; configuration at the same level beats it.</param>
    /// <returns>The same builder.</returns>
    public static IAgentryBuilder AddResilience(this IAgentryBuilder builder, Action<ResilienceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(Jitter.Random);
        builder.Services.TryAddSingleton(s => new ResilienceRuntime(
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<Jitter>(),
            s.GetService<ILoggerFactory>()?.CreateLogger("Agentry.Resilience") ?? NullLogger.Instance));
        return builder.AddFeature(new ResilienceFeature(), configure);
    }
}
