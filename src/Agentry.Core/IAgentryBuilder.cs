using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>What features extend: registers for every agent, or for one.</summary>
public interface IAgentryBuilder
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The agent that is being configured; null means every agent.</summary>
    string? AgentName { get; }
}
