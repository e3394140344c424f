using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>The airline's real tool schemas, and tools that give back what the recording says.</summary>
internal static class AirlineTools
{
    private static readonly string[] ReadOnly =
    [
        "calculate", "get_reservation_details", "get_user_details", "list_all_airports", "search_direct_flight", "search_onestop_flight", "think",
    ];

    private static readonly string[] Idempotent = ["update_reservation_baggages", "update_reservation_passengers"];

    public static IReadOnlyDictionary<string, JsonElement> LoadSchemas()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("tool-calls", "tau_bench_tools.json")));
        return document.RootElement.EnumerateArray()
            .Where(t => t.GetProperty("source").GetString()!.Contains("/airline/", StringComparison.Ordinal))
            .Select(t => t.GetProperty("function"))
            .ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("parameters").Clone(), StringComparer.Ordinal);
    }

    public static ToolEffect EffectOf(string tool) =>
        ReadOnly.Contains(tool) ? ToolEffect.ReadOnly : Idempotent.Contains(tool) ? ToolEffect.Idempotent : ToolEffect.NonIdempotent;

    /// <summary>These tools return errors as text.</summary>
    public static bool IsError(object? result) => result is string text && text.StartsWith("Error", StringComparison.Ordinal);

    /// <summary>A tool per schema, each answering with the recorded result of the step that the call belongs to.</summary>
    public static IReadOnlyList<CountingTool> Create(IReadOnlyDictionary<string, JsonElement> schemas, Func<ToolCallContext, RecordedStep> stepOf) =>
        [.. schemas.Select(s => new CountingTool(
            s.Key, (arguments, _) => new ValueTask<object?>(stepOf(ToolCallContext.From(arguments)!).Result), s.Value.GetRawText()))];
}
