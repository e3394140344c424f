using System.Text.Json;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>What was registered at one level: for all agents, or for one.</summary>
internal class LevelRegistration
{
    /// <summary>Code that sets agent options, in the order of the calls.</summary>
    public List<Action<AgentOptions>> Options { get; } = [];

    /// <summary>Features by name; adding one again adds configuration, not a second one.</summary>
    public SortedDictionary<string, FeatureRegistration> Features { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes the validators of contracts; null leaves it to the more general level, and there to ours.</summary>
    public Func<JsonElement, ISchemaValidator>? SchemaValidator { get; set; }

    public void Add<TOptions>(AgentryFeature<TOptions> feature, Action<TOptions>? configure)
        where TOptions : class, new()
    {
        if (!Features.TryGetValue(feature.Name, out FeatureRegistration? registration))
            Features[feature.Name] = registration = new FeatureRegistration(feature);
        else
            registration.Feature = FeatureRegistration.Merge(registration.Feature, feature);
        if (configure is not null)
            registration.Code.Add(configure);
    }
}
