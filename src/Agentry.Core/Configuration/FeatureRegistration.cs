namespace Agentry;

/// <summary>A feature with the code that configures it at one level.</summary>
internal sealed class FeatureRegistration(AgentryFeature feature)
{
    public AgentryFeature Feature { get; set; } = feature;

    /// <summary>Each an <see cref="Action{T}"/> of the feature's options type.</summary>
    public List<Delegate> Code { get; } = [];

    /// <summary>One feature of two registrations under the same name.</summary>
    /// <exception cref="AgentryConfigurationException">They are different features.</exception>
    public static AgentryFeature Merge(AgentryFeature first, AgentryFeature second) => (first, second) switch
    {
        (HostLayer one, HostLayer other) => one.With(other),
        _ when first.GetType() == second.GetType() => second,
        _ => throw new AgentryConfigurationException(
            [$"two different features are named '{first.Name}': {first.GetType()} and {second.GetType()}. Give one another name."]),
    };
}
