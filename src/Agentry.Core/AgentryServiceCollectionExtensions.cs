using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Adds Agentry to a host.</summary>
public static class AgentryServiceCollectionExtensions
{
    /// <summary>Adds Agentry; call it as often as you like, it is added once.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">
    /// The configuration section, by convention <c>Agentry</c>. <c>{Feature}</c> configures every agent, <c>Agents:{name}:{Feature}</c> one.
    /// Specific beats general; at the same level configuration beats code. Unknown names are errors at start.
    /// </param>
    /// <returns>A builder for every agent.</returns>
    public static IAgentryBuilder AddAgentry(this IServiceCollection services, IConfiguration? section = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var registry = services.FirstOrDefault(s => s.ServiceType == typeof(AgentryRegistry))?.ImplementationInstance as AgentryRegistry;
        if (registry is null)
        {
            registry = new AgentryRegistry();
            services.AddSingleton(registry);
            registry.All.Add(new DecisionFeature(), null);
            AddRuntime(services);
        }

        registry.Use(section);
        return new AgentryBuilder(services, registry, null);
    }

    private static void AddRuntime(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource>(s => new IdSource(s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<RunStore>(s => new InMemoryRunStore(s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => DurabilityComposer.Compose(s.GetRequiredService<AgentryRegistry>()));
        services.TryAddSingleton<AgentRuns>(s => new AgentRuns(s.GetRequiredService<AgentryRuntime>()));
        services.TryAddSingleton<ApprovalInbox>(s => s.GetRequiredService<AgentRuns>().Inbox);
        services.AddSingleton(s => new AgentryRuntime(
            s,
            s.GetRequiredService<RunStore>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<IIdSource>(),
            s.GetService<ILoggerFactory>()?.CreateLogger(AgentryNames.LogCategory) ?? NullLogger.Instance,
            s.GetService<RunLogKey>(),
            s.GetRequiredService<DurabilityOptions>()));
        services.AddSingleton(s => new AgentCatalog(s, s.GetRequiredService<AgentryRegistry>(), services));
        services.TryAddSingleton<Agent>(s => s.GetRequiredService<AgentCatalog>().Only());

        services.AddHostedService(static s =>
        {
            // The host makes its services before it checks its options: what is wrong is reported together, not by whoever meets it first.
            AgentCatalog agents = s.GetRequiredService<AgentCatalog>();
            agents.ComposeAll();
            return new RecoveryService(s.GetRequiredService<AgentryRuntime>(), agents);
        });

        // The host checks options when it starts; ours are checked by composing every agent.
        services.AddSingleton<IValidateOptions<AgentryStartup>, AgentryStartup.Check>();
        services.AddOptions<AgentryStartup>().ValidateOnStart();
    }
}
