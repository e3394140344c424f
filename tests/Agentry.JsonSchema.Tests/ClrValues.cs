using System.Text.Json;

namespace Agentry.JsonSchema.Tests;

/// <summary>Turns parsed JSON into the CLR values that a host may pass for it.</summary>
internal static class ClrValues
{
    public static Dictionary<string, object?> FromObject(JsonElement element)
    {
        Dictionary<string, object?> members = new(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject()) members[member.Name] = From(member.Value);
        return members;
    }

    public static object? From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Array => element.EnumerateArray().Select(From).ToList(),
        JsonValueKind.Object => FromObject(element),
        _ => Number(element),
    };

    // Types that hold the number exactly; otherwise the element itself.
    private static object Number(JsonElement element)
    {
        if (element.TryGetInt32(out var small)) return small;
        if (element.TryGetInt64(out var large)) return large;
        var text = element.GetRawText();
        return !text.Contains('e', StringComparison.OrdinalIgnoreCase) && text.Length < 25 && element.TryGetDecimal(out var exact) ? exact : element;
    }
}
