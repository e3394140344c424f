using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>A call the planner made earlier in the conversation, with its answer; null when the conversation holds none.</summary>
internal sealed record ToolStep(string Tool, IReadOnlyDictionary<string, JsonElement> Arguments, ToolAnswer? Answer)
{
    public static ToolStep Of(FunctionCallContent call, ToolAnswer? answer) => new(
        call.Name,
        (call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal))
            .ToDictionary(pair => pair.Key, pair => Json(pair.Value), StringComparer.Ordinal),
        answer);

    /// <summary>The order number among the arguments, or null.</summary>
    public int? OrderId => Arguments
        .Where(pair => SlotNames.Of(pair.Key, [Slot.OrderId]) is not null && pair.Value.ValueKind is JsonValueKind.Number)
        .Select(pair => pair.Value.TryGetInt32(out var id) ? id : (int?)null)
        .FirstOrDefault(id => id is not null);

    private static JsonElement Json(object? value) => value switch
    {
        JsonElement json => json,
        int number => JsonValues.Of(number),
        decimal number => JsonValues.Of(number),
        _ => JsonValues.Of(value?.ToString() ?? ""),
    };
}
