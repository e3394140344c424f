using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Takes arguments over from a call: a copy of our own, of values that the contract can check.</summary>
internal static class ToolArguments
{
    public static Dictionary<string, object?> Copy(IDictionary<string, object?>? arguments)
    {
        var copy = new Dictionary<string, object?>(arguments?.Count ?? 0, StringComparer.Ordinal);
        if (arguments is null)
            return copy;
        if (arguments is Dictionary<string, object?> dictionary)
        {
            // As clients give them; the enumerator of the interface would be an object more.
            foreach ((string name, object? value) in dictionary)
                copy[name] = Plain(value);
            return copy;
        }

        foreach ((string name, object? value) in arguments)
            copy[name] = Plain(value);
        return copy;
    }

    /// <summary>Any argument as JSON.</summary>
    public static JsonElement ToElement(object? value) => value as JsonElement?
        ?? JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));

    private static object? Plain(object? value) => IsPlain(value) ? value : OfType(value!);

    private static bool IsPlain(object? value) => value is
        null or JsonElement or JsonNode or string or bool
        or byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal
        or IDictionary<string, object?> or IReadOnlyDictionary<string, object?> or IEnumerable<object?>;

    private static JsonElement OfType(object value) =>
        JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType()));
}
