using Microsoft.Extensions.Configuration;

namespace Agentry;

/// <summary>The sources of a feature's options for one agent, the most general first, and where its layers go.</summary>
internal sealed record FeatureComposition
{
    public required string AgentName { get; init; }

    public required IServiceProvider Services { get; init; }

    public required PipelineLayers Layers { get; init; }

    public required ConfigurationErrors Errors { get; init; }

    public required IReadOnlyList<Delegate> CodeForAll { get; init; }

    public required IReadOnlyList<Delegate> CodeForAgent { get; init; }

    public IConfigurationSection? AllSection { get; init; }

    public IConfigurationSection? AgentSection { get; init; }
}
