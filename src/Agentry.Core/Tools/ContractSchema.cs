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
