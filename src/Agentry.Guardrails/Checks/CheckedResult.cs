using System.Text.Json;

namespace Agentry;

/// <summary>A tool's result before and after its check.</summary>
internal sealed record CheckedResult(object? Before, object? After)
{
    /// <summary>True when this is the result that was checked: a foreign loop may hand another one in under the same call.</summary>
    public bool IsOf(object? result) =>
        ReferenceEquals(result, Before) || ReferenceEquals(result, After) || Same(result, Before) || Same(result, After);

    private static bool Same(object? a, object? b) => (a, b) switch
    {
        (string x, string y) => x == y,
        (JsonElement x, JsonElement y) => JsonElement.DeepEquals(x, y),
        _ => false,
    };
}
