using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agentry;

/// <summary>Sets of strings in the log: sorted, so that equal sets are equal bytes.</summary>
internal sealed class StringSetConverter : JsonConverter<IReadOnlySet<string>>
{
    public override IReadOnlySet<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A set of strings is an array.");
        List<string> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(reader.GetString() ?? throw new JsonException("A set of strings holds no null."));
        return items.Count == 0 ? FrozenSet<string>.Empty : items.ToFrozenSet(StringComparer.Ordinal);
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlySet<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (string item in value.Order(StringComparer.Ordinal))
            writer.WriteStringValue(item);
        writer.WriteEndArray();
    }
}
