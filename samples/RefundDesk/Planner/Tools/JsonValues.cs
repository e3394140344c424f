using System.Buffers;
using System.Text.Json;

namespace RefundDesk;

/// <summary>Makes the JSON of arguments, as a provider would send it.</summary>
internal static class JsonValues
{
    public static JsonElement Of(string value) => Make(writer => writer.WriteStringValue(value));

    public static JsonElement Of(decimal value) => Make(writer => writer.WriteNumberValue(value));

    public static JsonElement Of(IEnumerable<string> values) => Make(writer =>
    {
        writer.WriteStartArray();
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    });

    private static JsonElement Make(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}
