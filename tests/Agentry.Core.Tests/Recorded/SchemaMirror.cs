using System.Text.Json;

namespace Agentry.Tests;

/// <summary>
/// A second, naive opinion on whether a recorded call fits its schema: just the keywords of the airline's schemas, written without the
/// validator under test, so that the list of refused calls is checked and not copied.
/// </summary>
internal static class SchemaMirror
{
    /// <summary>Pointers of what does not fit; a missing property is named by where it should be.</summary>
    public static IReadOnlyList<string> Misfits(JsonElement schema, string argumentsJson)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(argumentsJson);
            return [.. Misfits(schema, document.RootElement, "", isRoot: true)];
        }
        catch (JsonException)
        {
            return ["not JSON"];
        }
    }

    private static IEnumerable<string> Misfits(JsonElement schema, JsonElement value, string at, bool isRoot = false)
    {
        if (schema.TryGetProperty("type", out JsonElement type) && !HasType(value, type.GetString()!))
            return [at];
        if (schema.TryGetProperty("enum", out JsonElement allowed) && !allowed.EnumerateArray().Any(a => JsonElement.DeepEquals(a, value)))
            return [at];
        return value.ValueKind switch
        {
            JsonValueKind.Object => MembersOf(schema, value, at, isRoot),
            JsonValueKind.Array when schema.TryGetProperty("items", out JsonElement items) =>
                value.EnumerateArray().SelectMany((item, i) => Misfits(items, item, $"{at}/{i}")),
            _ => [],
        };
    }

    private static IEnumerable<string> MembersOf(JsonElement schema, JsonElement value, string at, bool isRoot)
    {
        JsonElement properties = schema.GetProperty("properties");
        foreach (JsonElement name in schema.GetProperty("required").EnumerateArray())
        {
            if (!value.TryGetProperty(name.GetString()!, out _))
                yield return $"{at}/{name.GetString()}";
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (properties.TryGetProperty(member.Name, out JsonElement own))
            {
                foreach (string misfit in Misfits(own, member.Value, $"{at}/{member.Name}"))
                    yield return misfit;
            }
            else if (isRoot)
            {
                // A tool's arguments are closed unless its options open them.
                yield return $"{at}/{member.Name}";
            }
        }
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDecimal() % 1 == 0,
        _ => throw new NotSupportedException($"The mirror does not know the type '{type}'."),
    };
}
