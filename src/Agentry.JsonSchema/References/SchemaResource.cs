using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>A document, or a schema inside one that has an identifier of its own.</summary>
internal sealed class SchemaResource(SchemaDocument document, string uri, string location, JsonElement root, Rules rules)
{
    /// <summary>The name under which <c>$recursiveAnchor</c> is kept; no anchor can be called so.</summary>
    public const string RecursiveAnchor = "";

    private Dictionary<string, SchemaPlace>? _anchors;
    private Dictionary<string, SchemaPlace>? _dynamicAnchors;

    public SchemaDocument Document { get; } = document;

    /// <summary>Absolute where the host or the schema said so; without fragment.</summary>
    public string Uri { get; } = uri;

    public Rules Rules { get; } = rules;

    public SchemaPlace Root => new(this, root, location);

    /// <summary>The anchors that also take part in dynamic references.</summary>
    public IReadOnlyDictionary<string, SchemaPlace> DynamicAnchors => _dynamicAnchors ?? NoAnchors;

    private static Dictionary<string, SchemaPlace> NoAnchors { get; } = [];

    /// <summary>False when the resource has the anchor already.</summary>
    public bool TryAddAnchor(string name, SchemaPlace place) =>
        (_anchors ??= new(StringComparer.Ordinal)).TryAdd(name, place) || _anchors[name].Location == place.Location;

    public void AddDynamicAnchor(string name, SchemaPlace place) => (_dynamicAnchors ??= new(StringComparer.Ordinal)).TryAdd(name, place);

    public bool TryFindAnchor(string name, out SchemaPlace place)
    {
        place = default;
        return _anchors is not null && _anchors.TryGetValue(name, out place);
    }
}
