using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.JsonSchema;
using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>A recorded tool call of the Berkeley Function Calling Leaderboard, as it is or with one mistake put in.</summary>
internal sealed record BfclRow(string Id, string Tool, string Kind, bool IsValid, JsonElement Arguments, string SchemaId, string? Mutated, IReadOnlyList<string> Keywords)
{
    private static readonly Lazy<IReadOnlyList<BfclRow>> Rows = new(() => [.. Lines("bfcl-calls.jsonl").Select(Read)]);

    private static readonly Lazy<Dictionary<string, JsonElement>> Schemas = new(
        () => Lines("bfcl-schemas.jsonl").ToDictionary(r => r.GetProperty("schema_id").GetString()!, r => r.GetProperty("schema"), StringComparer.Ordinal));

    private static readonly Lazy<Dictionary<string, BfclRow>> Valid = new(() => All.Where(r => r.IsValid).ToDictionary(r => r.Id, StringComparer.Ordinal));

    public static IReadOnlyList<BfclRow> All => Rows.Value;

    public JsonElement Schema => Schemas.Value[SchemaId];

    /// <summary>The call without the mistake; null where the data does not have it.</summary>
    public BfclRow? Original => Valid.Value.GetValueOrDefault(Id[..Id.LastIndexOf(':')]);

    /// <summary>What the call says apart from its mistake; null where the data does not have it, or the mistake lost more than can be known.</summary>
    public JsonElement? Meant => (Original?.Arguments, Kind) switch
    {
        ({ } original, "null_value") => Without(original, Mutated!),
        ({ } original, "scalar_for_array") when JsonPlace.Find(original, Mutated!)!.Value.GetArrayLength() > 1 => null,
        (var original, _) => original,
    };

    public Dictionary<string, object?> Values => Arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value, StringComparer.Ordinal);

    /// <summary>Whether the call would be valid without the value that the mistake is in.</summary>
    public bool IsOptional => Mutated is { } pointer && Schema is var schema && CompiledSchema.Compile(schema).IsValid(Without(Arguments, pointer));

    /// <summary>A tool of the row's schema. Providers take no dots in names.</summary>
    public CountingTool AsTool() => new(ToolName, schema: Schema.GetRawText());

    public string ToolName => string.Concat(Tool.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));

    /// <summary>A contract that reads the schema as the row's verdict did: closed only if it says so itself.</summary>
    public ToolContract Contract(Coercions coercions) => ToolContract.Create(AsTool(), new ToolOptions { AllowExtraArguments = true, Coerce = coercions });

    /// <summary>An object without the value at a pointer.</summary>
    public static JsonElement Without(JsonElement arguments, string pointer)
    {
        var root = JsonNode.Parse(arguments.GetRawText())!;
        string[] steps = JsonPlace.Steps(pointer);
        JsonNode? parent = root;
        foreach (string step in steps[..^1])
            parent = parent is JsonArray items ? items[JsonPlace.Index(step)!.Value] : parent![step];
        (parent as JsonObject)?.Remove(steps[^1]);
        return JsonDocument.Parse(root.ToJsonString()).RootElement;
    }

    private static BfclRow Read(JsonElement row) => new(
        row.GetProperty("id").GetString()!,
        row.GetProperty("tool").GetString()!,
        row.GetProperty("kind").GetString()!,
        row.GetProperty("valid").GetBoolean(),
        row.GetProperty("args"),
        row.GetProperty("schema_id").GetString()!,
        row.TryGetProperty("mutated", out JsonElement mutated) ? mutated.GetString() : null,
        [.. row.GetProperty("errors").EnumerateArray().Select(e => e[1].GetString()!)]);

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(SharedData.Path("tool-calls", file)).Select(line => JsonDocument.Parse(line).RootElement);
}
