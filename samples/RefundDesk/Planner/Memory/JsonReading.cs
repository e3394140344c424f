using System.Text.Json;

namespace RefundDesk;

/// <summary>Takes typed fields out of a tool's result; a field that is missing or of another type is null.</summary>
internal static class JsonReading
{
    public static string? Text(this JsonElement json, string name) =>
        Field(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static decimal? Number(this JsonElement json, string name) =>
        Field(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number) ? number : null;

    public static IReadOnlyList<JsonElement> List(this JsonElement json, string name) =>
        Field(json, name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : [];

    private static JsonElement? Field(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
