using System.Buffers;
using System.Buffers.Text;

namespace Agentry.JsonSchema;

/// <summary>Writes a string with the fewest escapes: quote, backslash, control characters, and lone surrogates, which UTF-8 has no form for.</summary>
internal static class CanonicalString
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\', 0xED]);

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        while (text.Length > 0)
        {
            var plain = text.IndexOfAny(Special);
            if (plain < 0) plain = text.Length;
            output.Write(text[..plain]);
            text = text[plain..];
            if (text.Length > 0) text = text[WriteSpecial(output, text)..];
        }
        output.Write("\""u8);
    }

    private static int WriteSpecial(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        var c = text[0];
        if (c == 0xED)
        {
            // ED A0 80 to ED BF BF are surrogates; all others with this lead byte are letters of Hangul.
            if (text.Length < 3 || text[1] < 0xA0)
            {
                output.Write(text[..1]);
                return 1;
            }
            WriteUnit(output, 0xD000 | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F));
            return 3;
        }

        switch (c)
        {
            case (byte)'"': output.Write("\\\""u8); break;
            case (byte)'\\': output.Write("\\\\"u8); break;
            case (byte)'\b': output.Write("\\b"u8); break;
            case (byte)'\t': output.Write("\\t"u8); break;
            case (byte)'\n': output.Write("\\n"u8); break;
            case (byte)'\f': output.Write("\\f"u8); break;
            case (byte)'\r': output.Write("\\r"u8); break;
            default: WriteUnit(output, c); break;
        }
        return 1;
    }

    private static void WriteUnit(IBufferWriter<byte> output, int unit)
    {
        Span<byte> escape = [(byte)'\\', (byte)'u', 0, 0, 0, 0];
        Utf8Formatter.TryFormat(unit, escape[2..], out _, new StandardFormat('x', 4));
        output.Write(escape);
    }
}
