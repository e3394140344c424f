namespace Agentry;

/// <summary>What a feature knows while it composes its layers for an agent.</summary>
/// <param name="AgentName">The agent.</param>
/// <param name="Services">The host's services.</param>
public sealed record FeatureContext(string AgentName, IServiceProvider Services);
