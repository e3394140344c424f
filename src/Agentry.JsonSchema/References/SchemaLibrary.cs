using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// All schemas that one compilation can reach: the one being compiled, documents of the registry once a reference leads there, and the
/// metaschemas of the drafts. Nothing is ever fetched.
/// </summary>
internal sealed class SchemaLibrary
{
    // A metaschema of a metaschema of a metaschema.
    private const int MaxMetaschemas = 8;

    private readonly SchemaCompileOptions _options;
    private readonly SchemaIndex _index;
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private int _nodesLeft;

    public SchemaLibrary(SchemaCompileOptions options)
    {
        _options = options;
        _index = new SchemaIndex(this);
        _nodesLeft = options.MaxSchemaNodes;
    }

    /// <summary>Takes in the schema being compiled.</summary>
    public SchemaResource Open(JsonElement root) => Open(root, "", "", Rules.Default);

    /// <summary>Notes a resource by its identifier.</summary>
    public void Add(SchemaResource resource)
    {
        if (!_resources.TryAdd(resource.Uri, resource))
        {
            throw new SchemaCompileException(JsonPointer.Append(resource.Root.Location, "$id"), "$id", $"the identifier \"{resource.Uri}\" is given twice. Keep one of them.");
        }
    }

    /// <summary>The resource with this URI, or null.</summary>
    /// <param name="uri">Without fragment.</param>
    /// <param name="rules">For a document that does not say which draft it follows: those of the schema that refers to it.</param>
    public SchemaResource? Find(string uri, Rules rules)
    {
        if (_resources.TryGetValue(uri, out var known)) return known;
        if ((_options.Registry?.Find(uri) ?? Metaschemas.Find(uri)) is not { } document) return null;
        var resource = Open(document, uri, uri + "#", rules);
        _resources.TryAdd(uri, resource);
        return resource;
    }

    /// <summary>Indexes a place that only a pointer led to, such as one below an unknown keyword.</summary>
    public void Visit(SchemaPlace place)
    {
        if (place.Resource.Document.HasIdentifiers) _index.Visit(place.Schema, place.Location, place.Resource);
    }

    /// <summary>The rules that a schema asks for with <c>$schema</c>, or those around it.</summary>
    public Rules RulesOf(JsonElement schema, string location, Rules around) => RulesOf(schema, location, around, 0);

    private Rules RulesOf(JsonElement schema, string location, Rules around, int steps)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("$schema"u8, out var value)) return around;
        var uri = value.ValueKind == JsonValueKind.String ? SchemaText.Read(value) : "";
        if (Metaschemas.DialectOf(uri) is { } dialect) return new Rules(dialect, Vocabularies.Standard);
        if (steps < MaxMetaschemas && _options.Registry?.Find(uri.TrimEnd('#')) is { ValueKind: JsonValueKind.Object } metaschema)
        {
            var rules = RulesOf(metaschema, uri + "#", Rules.Default, steps + 1);
            return rules.Dialect == Dialect.Draft7 ? rules : rules with { Vocabularies = VocabularyReader.Read(metaschema, uri, rules.Vocabularies) };
        }
        throw new SchemaCompileException(
            JsonPointer.Append(location, "$schema"),
            "$schema",
            $"the '$schema' \"{uri}\" is not supported. Use https://json-schema.org/draft/2020-12/schema, draft 2019-09 or draft-07, or put the metaschema into the registry.");
    }

    private SchemaResource Open(JsonElement root, string uri, string prefix, Rules around)
    {
        var size = SchemaSize.Check(root, prefix, _options, ref _nodesLeft);
        var rules = RulesOf(root, prefix, around);
        var id = IdOf(root, rules.Dialect);
        var document = new SchemaDocument(prefix, root, size.HasIdentifiers || IsAnchored(root, rules.Dialect));
        var resource = new SchemaResource(document, UriText.Resolve(uri, id), prefix, root, rules);
        document.Add(prefix, resource);
        _resources.TryAdd(resource.Uri, resource);
        if (document.HasIdentifiers) _index.Visit(root, prefix, resource);
        return resource;
    }

    // In draft-07 the identifier of the root may be an anchor, or end in one.
    private static bool IsAnchored(JsonElement root, Dialect dialect) =>
        dialect == Dialect.Draft7 && root.ValueKind == JsonValueKind.Object && root.TryGetProperty("$id"u8, out var id) && id.ValueKind == JsonValueKind.String
        && UriText.Split(SchemaText.Read(id)).Fragment is { Length: > 0 };

    private static string IdOf(JsonElement root, Dialect dialect)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("$id"u8, out var id) || id.ValueKind != JsonValueKind.String) return "";
        if (dialect == Dialect.Draft7 && root.TryGetProperty("$ref"u8, out _)) return "";
        return UriText.Split(SchemaText.Read(id)).Uri;
    }
}
