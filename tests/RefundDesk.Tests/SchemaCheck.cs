using System.Text.Json;

namespace RefundDesk;

/// <summary>As much of JSON Schema as the tools use: required, types, enums, and no unknown names.</summary>
internal static class SchemaCheck
{
    public static IEnumerable<string> Problems(JsonElement schema, IDictionary<string, object?> arguments)
    {
        var properties = schema.GetProperty("properties");
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(item => item.GetString()!).Where(name => !arguments.ContainsKey(name)))
                yield return $"{name} is missing";
        }

        foreach (var (name, value) in arguments)
        {
            if (!properties.TryGetProperty(name, out var property))
                yield return $"{name} is unknown";
            else if (value is not JsonElement json)
                yield return $"{name} is no JSON";
            else if (!Types(property).Contains(TypeOf(json)) && !(TypeOf(json) == "integer" && Types(property).Contains("number")))
                yield return $"{name} is {TypeOf(json)}";
            else if (property.TryGetProperty("enum", out var members) && !members.EnumerateArray().Any(member => member.GetString() == json.GetString()))
                yield return $"{name} is {json} and not in the enum";
        }
    }

    private static IEnumerable<string> Types(JsonElement property) => property.GetProperty("type") is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Select(item => item.GetString()!)
        : [property.GetProperty("type").GetString()!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => decimal.IsInteger(value.GetDecimal()) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
