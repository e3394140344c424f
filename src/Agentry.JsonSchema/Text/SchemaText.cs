using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Reads strings of a schema, where lone surrogates must not throw either.</summary>
internal static class SchemaText
{
    public static string Read(JsonElement value) => Decode(JsonMarshal.GetRawUtf8Value(value)[1..^1]);

    public static string ReadName(JsonProperty member) => Decode(JsonMarshal.GetRawUtf8PropertyName(member));

    private static string Decode(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\')) return JsonText.ToText(raw);
        var utf8 = new byte[raw.Length];
        return JsonText.ToText(utf8.AsSpan(0, JsonText.Unescape(raw, utf8)));
    }
}
