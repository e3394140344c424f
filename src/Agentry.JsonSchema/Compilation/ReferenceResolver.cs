using System.Globalization;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Follows references within the schema document. Nothing is ever fetched.</summary>
internal sealed class ReferenceResolver(JsonElement root)
{
    // Looking a member up is linear, and many references lead through the same object.
    private const int IndexedFrom = 16;

    private readonly Dictionary<string, Dictionary<string, JsonElement>> _indexes = new(StringComparer.Ordinal);

    /// <summary>The schema that a <c>$ref</c> at <paramref name="at"/> means, with its pointer.</summary>
    public (JsonElement Schema, string Pointer) Resolve(JsonElement reference, string at)
    {
        var pointer = JsonPointer.Append(at, "$ref");
        if (reference.ValueKind != JsonValueKind.String) throw new SchemaCompileException(pointer, "$ref", "'$ref' must be a string.");
        var text = SchemaText.Read(reference);
        if (text.Length == 0 || text == "#") return (root, "");
        if (text.StartsWith("#/", StringComparison.Ordinal)) return Follow(Uri.UnescapeDataString(text[1..]), text, pointer);
        throw new SchemaCompileException(pointer, "$ref", text[0] == '#'
            ? $"the '$ref' \"{text}\" names an anchor, which is not supported. Use a pointer such as \"#/$defs/name\"."
            : $"the '$ref' \"{text}\" leaves the document, which is not supported. Copy the target below '$defs' and refer to it there.");
    }

    private (JsonElement Schema, string Pointer) Follow(string path, string text, string pointer)
    {
        var current = root;
        var reached = "";
        foreach (var token in path[1..].Split('/'))
        {
            var name = JsonPointer.Unescape(token);
            if (!TryStep(current, reached, name, out current))
            {
                throw new SchemaCompileException(pointer, "$ref", $"the '$ref' \"{text}\" points to nothing: there is no \"{name}\" in '#{reached}'.");
            }
            reached = JsonPointer.Append(reached, name);
            if (reached.Length < path.Length && TryStep(current, reached, "$id", out var id)) RefuseResource(id, reached);
        }
        return (current, reached);
    }

    /// <summary>Refuses the <c>$id</c> of a schema inside another: it changes what references mean.</summary>
    public static void RefuseResource(JsonElement id, string pointer)
    {
        // In draft-07 a fragment alone is an anchor.
        if (pointer.Length == 0 || id.ValueKind != JsonValueKind.String || SchemaText.Read(id) is "" or ['#', ..]) return;
        throw new SchemaCompileException(
            JsonPointer.Append(pointer, "$id"), "$id", "'$id' below the root is not supported. Remove it and refer to this schema by pointer.");
    }

    private bool TryStep(JsonElement current, string pointer, string name, out JsonElement next)
    {
        next = default;
        if (current.ValueKind == JsonValueKind.Object)
        {
            return current.GetPropertyCount() < IndexedFrom ? current.TryGetProperty(name, out next) : IndexOf(current, pointer).TryGetValue(name, out next);
        }
        if (current.ValueKind != JsonValueKind.Array) return false;
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= current.GetArrayLength()) return false;
        next = current[index];
        return true;
    }

    private Dictionary<string, JsonElement> IndexOf(JsonElement current, string pointer)
    {
        if (_indexes.TryGetValue(pointer, out var index)) return index;
        index = new(StringComparer.Ordinal);
        foreach (var member in current.EnumerateObject()) index[SchemaText.ReadName(member)] = member.Value;
        _indexes.Add(pointer, index);
        return index;
    }
}
