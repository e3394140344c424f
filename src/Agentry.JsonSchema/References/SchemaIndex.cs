using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Walks the places of a document where schemas stand and notes their identifiers and anchors. An <c>$id</c> among the values of an enumeration is none.</summary>
internal sealed class SchemaIndex(SchemaLibrary library)
{
    private static readonly string[] Single =
        ["not", "if", "then", "else", "items", "contains", "additionalItems", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema"];

    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];

    private static readonly string[] Maps = ["$defs", "definitions", "properties", "patternProperties", "dependentSchemas", "dependencies"];

    /// <summary>Indexes a schema that stands at the location, within the resource.</summary>
    public void Visit(JsonElement schema, string location, SchemaResource resource)
    {
        if (schema.ValueKind != JsonValueKind.Object || !resource.Document.TryMarkIndexed(location)) return;
        resource = EnterResource(schema, location, resource);
        AddAnchors(schema, location, resource);
        foreach (var member in schema.EnumerateObject())
        {
            var name = SchemaText.ReadName(member);
            if (Array.IndexOf(Single, name) >= 0) Visit(member.Value, JsonPointer.Append(location, name), resource);
            if (member.Value.ValueKind == JsonValueKind.Array && Array.IndexOf(Lists, name) >= 0) VisitItems(member.Value, JsonPointer.Append(location, name), resource);
            if (member.Value.ValueKind == JsonValueKind.Object && Array.IndexOf(Maps, name) >= 0) VisitMembers(member.Value, JsonPointer.Append(location, name), resource);
        }
    }

    private void VisitItems(JsonElement schemas, string location, SchemaResource resource)
    {
        var index = 0;
        foreach (var schema in schemas.EnumerateArray()) Visit(schema, JsonPointer.Append(location, index++), resource);
    }

    private void VisitMembers(JsonElement schemas, string location, SchemaResource resource)
    {
        foreach (var member in schemas.EnumerateObject()) Visit(member.Value, JsonPointer.Append(location, SchemaText.ReadName(member)), resource);
    }

    private SchemaResource EnterResource(JsonElement schema, string location, SchemaResource resource)
    {
        if (resource.Document.ResourceAt(location) is { } known) return known;
        if (!schema.TryGetProperty("$id"u8, out var id)) return resource;

        // Draft-07 ignores what stands beside a reference.
        if (resource.Rules.Dialect == Dialect.Draft7 && schema.TryGetProperty("$ref"u8, out _)) return resource;
        if (id.ValueKind != JsonValueKind.String) throw new SchemaCompileException(JsonPointer.Append(location, "$id"), "$id", "'$id' must be a string.");
        var (uri, fragment) = UriText.Split(SchemaText.Read(id));
        var rules = library.RulesOf(schema, location, resource.Rules);
        if (uri.Length == 0) return resource;
        if (!string.IsNullOrEmpty(fragment) && rules.Dialect != Dialect.Draft7)
        {
            throw new SchemaCompileException(JsonPointer.Append(location, "$id"), "$id", "'$id' must not have a fragment. Use '$anchor' for a name inside the document.");
        }

        var inner = new SchemaResource(resource.Document, UriText.Resolve(resource.Uri, uri), location, schema, rules);
        resource.Document.Add(location, inner);
        library.Add(inner);
        return inner;
    }

    private static void AddAnchors(JsonElement schema, string location, SchemaResource resource)
    {
        var place = new SchemaPlace(resource, schema, location);
        if (resource.Rules.Dialect == Dialect.Draft7)
        {
            // In draft-07 an anchor is an identifier that is only a fragment.
            if (schema.TryGetProperty("$id"u8, out var id) && id.ValueKind == JsonValueKind.String && UriText.Split(SchemaText.Read(id)) is { Fragment: { Length: > 0 } fragment }
                && !schema.TryGetProperty("$ref"u8, out _))
            {
                AddAnchor(resource, fragment, place, "$id");
            }
            return;
        }

        if (ReadName(schema, "$anchor", location) is { } anchor) AddAnchor(resource, anchor, place, "$anchor");
        if (resource.Rules.Dialect == Dialect.Draft202012 && ReadName(schema, "$dynamicAnchor", location) is { } dynamicAnchor)
        {
            AddAnchor(resource, dynamicAnchor, place, "$dynamicAnchor");
            resource.AddDynamicAnchor(dynamicAnchor, place);
        }
        if (resource.Rules.Dialect == Dialect.Draft201909 && location == resource.Root.Location
            && schema.TryGetProperty("$recursiveAnchor"u8, out var isAnchor) && isAnchor.ValueKind == JsonValueKind.True)
        {
            resource.AddDynamicAnchor(SchemaResource.RecursiveAnchor, place);
        }
    }

    private static void AddAnchor(SchemaResource resource, string name, SchemaPlace place, string keyword)
    {
        if (!resource.TryAddAnchor(name, place)) throw new SchemaCompileException(JsonPointer.Append(place.Location, keyword), keyword, $"the anchor \"{name}\" is given twice. Keep one of them.");
    }

    private static string? ReadName(JsonElement schema, string keyword, string location)
    {
        if (!schema.TryGetProperty(keyword, out var value)) return null;
        var name = value.ValueKind == JsonValueKind.String ? SchemaText.Read(value) : "";
        return name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
            ? name
            : throw new SchemaCompileException(JsonPointer.Append(location, keyword), keyword, $"'{keyword}' must be a name of letters, digits, '-', '_' and '.' that starts with a letter or '_'.");
    }
}
