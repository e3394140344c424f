using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A JSON pointer (RFC 6901) into arguments; <c>*</c> in place of an index is every item.</summary>
internal sealed class JsonPath
{
    private readonly string[] _segments;

    public JsonPath(string pointer)
    {
        _segments = [.. pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        HasMany = _segments.Contains("*", StringComparer.Ordinal);
    }

    /// <summary>True when it is about every item of an array.</summary>
    public bool HasMany { get; }

    /// <summary>The value; undefined when there is none.</summary>
    public JsonElement Find(IReadOnlyDictionary<string, object?> arguments) =>
        Root(arguments) is { } root ? Walk(root, 1) : default;

    /// <summary>Every value; one undefined where there is none, and where something else stands in place of an array.</summary>
    public IEnumerable<JsonElement> FindAll(IReadOnlyDictionary<string, object?> arguments) =>
        Root(arguments) is { } root ? Spread(root, 1) : [default];

    private JsonElement? Root(IReadOnlyDictionary<string, object?> arguments) =>
        arguments.TryGetValue(_segments[0], out object? value) ? Element(value) : null;

    private static JsonElement Element(object? value) => value switch
    {
        JsonElement element => element,
        JsonNode node => JsonSerializer.SerializeToElement(node, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonNode))),
        null => JsonSerializer.SerializeToElement(null, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object))),
        _ => JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType())),
    };

    private JsonElement Walk(JsonElement value, int from)
    {
        for (int i = from; i < _segments.Length; i++)
        {
            if (!TryStep(value, _segments[i], out value))
                return default;
        }

        return value;
    }

    private IEnumerable<JsonElement> Spread(JsonElement value, int from)
    {
        for (int i = from; i < _segments.Length; i++)
        {
            if (_segments[i] == "*")
                return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(item => Spread(item, i + 1)) : [default];
            if (!TryStep(value, _segments[i], out value))
                return [default];
        }

        return [value];
    }

    private static bool TryStep(JsonElement value, string segment, out JsonElement next)
    {
        next = default;
        if (value.ValueKind == JsonValueKind.Object)
            return value.TryGetProperty(segment, out next);
        if (value.ValueKind != JsonValueKind.Array || !int.TryParse(segment, System.Globalization.NumberStyles.None, null, out int index) || index >= value.GetArrayLength())
            return false;
        next = value[index];
        return true;
    }
}
