using System.Text.Json;

namespace Agentry;

/// <summary>Closes argument schemas that are silent about undeclared arguments.</summary>
internal static class ContractSchema
{
    /// <summary>Keywords that declare further properties or say themselves what happens to others; such a schema is left as it is.</summary>
    private static readonly string[] SpeaksForItself =
    [
        "additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames",
        "$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "dependencies",
    ];

    /// <summary>The changes without names that the schema does not declare: the keys of a map are content, and an event holds none.</summary>
    public static IReadOnlyList<CoercedArgument> WithoutUndeclaredNames(JsonElement schema, IReadOnlyList<CoercedArgument> changes)
    {
        HashSet<string> declared = new(StringComparer.Ordinal);
        AddNames(schema, declared);
        return [.. changes.Select(c => c with { Pointer = JsonPlace.Pointer(JsonPlace.Steps(c.Pointer).Select(Shown)) })];

        string Shown(string step) => declared.Contains(step) || (step.Length < 10 && JsonPlace.Index(step) is not null) ? step : "*";
    }

    private static void AddNames(JsonElement schema, HashSet<string> declared)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in schema.EnumerateArray())
                AddNames(item, declared);
        }

        if (schema.ValueKind != JsonValueKind.Object)
            return;
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (keyword.NameEquals("properties"u8) && keyword.Value.ValueKind == JsonValueKind.Object)
                declared.UnionWith(keyword.Value.EnumerateObject().Select(p => p.Name));
            AddNames(keyword.Value, declared);
        }
    }

    public static JsonElement Close(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || Array.Exists(SpeaksForItself, k => schema.TryGetProperty(k, out _)))
            return schema;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in schema.EnumerateObject())
                property.WriteTo(writer);
            writer.WriteBoolean("additionalProperties"u8, false);
            writer.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.Clone();
    }
}
