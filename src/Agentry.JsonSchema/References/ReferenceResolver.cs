using System.Globalization;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Follows references within and between the documents of a library.</summary>
internal sealed class ReferenceResolver(SchemaLibrary library, DynamicScopes scopes)
{
    // Looking a member up is linear, and many references lead through the same object.
    private const int IndexedFrom = 16;

    private readonly Dictionary<string, Dictionary<string, JsonElement>> _indexes = new(StringComparer.Ordinal);

    /// <summary>The schema that a reference means.</summary>
    /// <param name="reference">The value of the keyword.</param>
    /// <param name="keyword"><c>$ref</c>, <c>$dynamicRef</c> or <c>$recursiveRef</c>.</param>
    /// <param name="at">The schema that holds it.</param>
    /// <param name="scope">The dynamic scope there.</param>
    public SchemaPlace Resolve(JsonElement reference, string keyword, SchemaPlace at, int scope)
    {
        var location = JsonPointer.Append(at.Location, keyword);
        if (reference.ValueKind != JsonValueKind.String) throw new SchemaCompileException(location, keyword, $"'{keyword}' must be a string.");
        var text = SchemaText.Read(reference);
        var (uri, fragment) = UriText.Split(text);
        var target = Follow(uri, fragment, text, at, location, keyword);
        return keyword switch
        {
            "$dynamicRef" when IsDynamic(target, fragment) && scopes.TryFind(scope, fragment!, out var outermost) => outermost,
            "$recursiveRef" when IsDynamic(target, SchemaResource.RecursiveAnchor) && scopes.TryFind(scope, SchemaResource.RecursiveAnchor, out var outermost) => outermost,
            _ => target,
        };
    }

    private static bool IsDynamic(SchemaPlace target, string? anchor) =>
        anchor is not null && target.Resource.DynamicAnchors.TryGetValue(anchor, out var place) && place.Location == target.Location;

    private SchemaPlace Follow(string uri, string? fragment, string text, SchemaPlace at, string location, string keyword)
    {
        var resource = at.Resource;
        if (uri.Length > 0)
        {
            var absolute = UriText.Resolve(at.Resource.Uri, uri);
            resource = library.Find(absolute, at.Resource.Rules) ?? throw new SchemaCompileException(
                location, keyword, $"the '{keyword}' \"{text}\" leaves the document, and the registry has no \"{absolute}\". Add that document to the registry; nothing is fetched.");
        }
        if (string.IsNullOrEmpty(fragment)) return resource.Root;
        fragment = Uri.UnescapeDataString(fragment);
        if (fragment[0] == '/') return Walk(resource.Root, fragment, text, location, keyword);
        return resource.TryFindAnchor(fragment, out var place)
            ? place
            : throw new SchemaCompileException(location, keyword, $"the '{keyword}' \"{text}\" names an anchor that does not exist.");
    }

    private SchemaPlace Walk(SchemaPlace start, string path, string text, string location, string keyword)
    {
        var current = start;
        foreach (var token in path[1..].Split('/'))
        {
            var name = JsonPointer.Unescape(token);
            if (!TryStep(current.Schema, current.Location, name, out var next))
            {
                throw new SchemaCompileException(location, keyword, $"the '{keyword}' \"{text}\" points to nothing: there is no \"{name}\" in '{Shown(current.Location)}'.");
            }
            var below = JsonPointer.Append(current.Location, name);
            current = new SchemaPlace(current.Resource.Document.ResourceAt(below) ?? current.Resource, next, below);
        }
        library.Visit(current);
        return current.Resource.Document.ResourceAt(current.Location) is { } own ? current with { Resource = own } : current;
    }

    private static string Shown(string location) => location.Contains('#', StringComparison.Ordinal) ? location : "#" + location;

    private bool TryStep(JsonElement current, string location, string name, out JsonElement next)
    {
        next = default;
        if (current.ValueKind == JsonValueKind.Object)
        {
            return current.GetPropertyCount() < IndexedFrom ? current.TryGetProperty(name, out next) : IndexOf(current, location).TryGetValue(name, out next);
        }
        if (current.ValueKind != JsonValueKind.Array) return false;
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= current.GetArrayLength()) return false;
        next = current[index];
        return true;
    }

    private Dictionary<string, JsonElement> IndexOf(JsonElement current, string location)
    {
        if (_indexes.TryGetValue(location, out var index)) return index;
        index = new(StringComparer.Ordinal);
        foreach (var member in current.EnumerateObject()) index[SchemaText.ReadName(member)] = member.Value;
        _indexes.Add(location, index);
        return index;
    }
}
