using System.Buffers;
using System.Text.Json;

namespace Agentry;

/// <summary>The strings in a JSON value.</summary>
internal static class JsonTexts
{
    public static IEnumerable<string> Of(JsonElement value, bool withNames)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                yield return value.GetString()!;
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    foreach (string text in Of(item, withNames))
                        yield return text;
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    if (withNames)
                        yield return property.Name;
                    foreach (string text in Of(property.Value, withNames))
                        yield return text;
                }

                break;
        }
    }

    /// <summary>The value with other strings in place of some.</summary>
    public static JsonElement Replace(JsonElement value, Dictionary<string, string> replacements, bool withNames)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, value, replacements, withNames);
        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, Dictionary<string, string> replacements, bool withNames)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                string text = value.GetString()!;
                writer.WriteStringValue(replacements.GetValueOrDefault(text, text));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                    Write(writer, item, replacements, withNames);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    writer.WritePropertyName(withNames ? replacements.GetValueOrDefault(property.Name, property.Name) : property.Name);
                    Write(writer, property.Value, replacements, withNames);
                }

                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
