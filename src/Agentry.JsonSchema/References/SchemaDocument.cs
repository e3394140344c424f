using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>A JSON document that holds schemas, with the places of those that have identifiers.</summary>
internal sealed class SchemaDocument(string prefix, JsonElement root, bool hasIdentifiers)
{
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _indexed = new(StringComparer.Ordinal);

    /// <summary>What comes before pointers into it: nothing for the schema being compiled, otherwise the URI and <c>#</c>.</summary>
    public string Prefix { get; } = prefix;

    public JsonElement Root { get; } = root;

    /// <summary>False when nothing below the root can have an identifier or anchor, so that nobody needs to look.</summary>
    public bool HasIdentifiers { get; } = hasIdentifiers;

    public void Add(string location, SchemaResource resource) => _resources[location] = resource;

    /// <summary>The resource whose root stands at the location, or null.</summary>
    public SchemaResource? ResourceAt(string location) => _resources.GetValueOrDefault(location);

    /// <summary>False when the location was indexed before.</summary>
    public bool TryMarkIndexed(string location) => _indexed.Add(location);
}
