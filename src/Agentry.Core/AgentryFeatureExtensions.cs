using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>How features, and hosts with layers of their own, enter the pipelines.</summary>
public static class AgentryFeatureExtensions
{
    /// <summary>Adds a feature to every agent, or to one inside <c>AddAgent</c>. Adding it again adds configuration, not a second layer.</summary>
    /// <returns>The same builder.</returns>
    public static IAgentryBuilder AddFeature<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        this IAgentryBuilder builder, AgentryFeature<TOptions> feature, Action<TOptions>? configure = null)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(feature);
        AgentryBuilder.Level(builder).Add(feature, configure);
        return builder;
    }

    /// <summary>
    /// Adds options of the whole host under a section of their own, and registers them as a singleton. Code comes first, configuration over it;
    /// what is wrong is reported at start with everything else. Adding them again adds code.
    /// </summary>
    /// <returns>The same builder.</returns>
    /// <exception cref="AgentryConfigurationException">It was called inside <c>AddAgent</c>.</exception>
    public static IAgentryBuilder AddHostOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        this IAgentryBuilder builder, HostSection<TOptions> section, Action<TOptions>? configure = null)
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        if (builder is not AgentryBuilder { AgentName: null } own)
            throw new AgentryConfigurationException([$"'{section.Name}' is of the whole host and was added inside AddAgent. Add it outside."]);
        if (!own.Registry.HostSections.TryGetValue(section.Name, out HostSectionRegistration? registration))
        {
            own.Registry.HostSections[section.Name] = registration = new HostSectionRegistration(section);
            builder.Services.AddSingleton(_ => (TOptions)registration.Compose(own.Registry.Section));
        }

        if (configure is not null)
            registration.Code.Add(configure);
        return builder;
    }

    /// <summary>Adds a layer of the host around runs.</summary>
    /// <param name="builder">Every agent, or one.</param>
    /// <param name="stage">Where.</param>
    /// <param name="name">The layer's name in the pipeline; a second one with the same name in the same stage replaces the first.</param>
    /// <param name="create">Makes the layer, once per agent.</param>
    public static IAgentryBuilder AddRunLayer(this IAgentryBuilder builder, RunStage stage, string name, Func<IServiceProvider, IRunLayer> create) =>
        builder.AddFeature(new HostLayer(name, stage, (layers, services) => layers.Add(stage, create(services))));

    /// <summary>Adds a layer of the host around model calls.</summary>
    /// <inheritdoc cref="AddRunLayer" path="/param"/>
    public static IAgentryBuilder AddModelLayer(
        this IAgentryBuilder builder, ModelStage stage, string name, Func<IChatClient, IServiceProvider, IChatClient> create) =>
        builder.AddFeature(new HostLayer(name, stage, (layers, services) => layers.Add(stage, inner => create(inner, services))));

    /// <summary>Adds a layer of the host around tool calls.</summary>
    /// <inheritdoc cref="AddRunLayer" path="/param"/>
    public static IAgentryBuilder AddToolLayer(this IAgentryBuilder builder, ToolStage stage, string name, Func<IServiceProvider, IToolLayer> create) =>
        builder.AddFeature(new HostLayer(name, stage, (layers, services) => layers.Add(stage, create(services))));
}
