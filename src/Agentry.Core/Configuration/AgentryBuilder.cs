using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

internal sealed class AgentryBuilder(IServiceCollection services, AgentryRegistry registry, string? agentName) : IAgentryBuilder
{
    public IServiceCollection Services => services;

    public string? AgentName => agentName;

    public AgentryRegistry Registry => registry;

    /// <summary>The registration that a part of one agent goes to.</summary>
    public static AgentRegistration Agent(IAgentryBuilder builder, string method) =>
        builder is AgentryBuilder { AgentName: { } name } own
            ? own.Registry.Agent(name)
            : throw new AgentryConfigurationException([$"{method} belongs to one agent: call it inside AddAgent(\"name\", agent => agent.{method}(...))."]);

    /// <summary>The registration of one agent, or of all.</summary>
    public static LevelRegistration Level(IAgentryBuilder builder)
    {
        AgentryRegistry registry = ((AgentryBuilder)builder).Registry;
        return builder.AgentName is { } name ? registry.Agent(name) : registry.All;
    }
}
