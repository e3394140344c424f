using System.Text.Json;

namespace RefundDesk;

/// <summary>One parameter of a tool.</summary>
internal sealed class ToolParameter(string name, JsonElement schema)
{
    public string Name { get; } = name;

    /// <summary>The JSON types allowed, such as <c>integer</c>; empty when the schema does not say.</summary>
    public IReadOnlyList<string> Types { get; } = Strings(schema, "type");

    /// <summary>The members of a string enum; empty when there is none.</summary>
    public IReadOnlyList<string> Choices { get; } = Strings(schema, "enum");

    private static string[] Strings(JsonElement schema, string keyword)
    {
        if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty(keyword, out var value))
            return [];
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array =>
                [.. value.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!)],
            _ => [],
        };
    }
}
