namespace Agentry;

/// <summary>A feature with the code that configures it at one level.</summary>
internal sealed class FeatureRegistration(AgentryFeature feature)
{
    public AgentryFeature Feature { get; } = feature;

    /// <summary>Each an <see cref="Action{T}"/> of the feature's options type.</summary>
    public List<Delegate> Code { get; } = [];
}
