using System.Globalization;
using System.Text.Json;

namespace Agentry;

/// <summary>Finds values by RFC 6901 pointers.</summary>
internal static class JsonPlace
{
    /// <summary>The names and indexes of a pointer, unescaped; none for the root.</summary>
    public static string[] Steps(string pointer) => pointer.Length == 0
        ? []
        : [.. pointer[1..].Split('/').Select(static s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    /// <summary>The pointer of these steps.</summary>
    public static string Pointer(IEnumerable<string> steps) =>
        string.Concat(steps.Select(static s => "/" + s.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    /// <summary>The value at a pointer into arguments; null when nothing is there, or all of them are meant.</summary>
    public static JsonElement? Find(IReadOnlyDictionary<string, object?> arguments, string pointer) =>
        Steps(pointer) is [var first, .. var further] && arguments.TryGetValue(first, out object? argument)
            ? Find(ToolArguments.ToElement(argument), further)
            : null;

    /// <summary>The value at a pointer; null when nothing is there.</summary>
    public static JsonElement? Find(JsonElement root, string pointer) => Find(root, Steps(pointer));

    private static JsonElement? Find(JsonElement root, string[] steps)
    {
        JsonElement value = root;
        foreach (string step in steps)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(step, out JsonElement member))
                value = member;
            else if (value.ValueKind == JsonValueKind.Array && Index(step) is { } index && index < value.GetArrayLength())
                value = value[index];
            else
                return null;
        }

        return value;
    }

    /// <summary>The step as the index of an item; null when it is none.</summary>
    public static int? Index(string step) => int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;
}
