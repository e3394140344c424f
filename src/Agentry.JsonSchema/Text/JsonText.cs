using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Agentry.JsonSchema;

/// <summary>
/// Turns JSON string bodies and UTF-16 into one UTF-8 form. Lone surrogates, which System.Text.Json refuses to decode, are kept as
/// three bytes each: a validator must give an answer for every input, and two different inputs must stay different.
/// </summary>
internal static class JsonText
{
    /// <summary>Decodes the body of a JSON string that a parser has accepted; the output is never longer than the input.</summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> output)
    {
        var written = 0;
        while (raw.Length > 0)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0) plain = raw.Length;
            raw[..plain].CopyTo(output[written..]);
            written += plain;
            raw = raw[plain..];
            if (raw.Length < 2) break;

            var used = 2;
            switch (raw[1])
            {
                case (byte)'b': output[written++] = (byte)'\b'; break;
                case (byte)'f': output[written++] = (byte)'\f'; break;
                case (byte)'n': output[written++] = (byte)'\n'; break;
                case (byte)'r': output[written++] = (byte)'\r'; break;
                case (byte)'t': output[written++] = (byte)'\t'; break;
                case (byte)'u': used = UnescapeUnit(raw, output, ref written); break;
                default: output[written++] = raw[1]; break;
            }
            raw = raw[used..];
        }
        return written;
    }

    /// <summary>The most bytes that <see cref="Encode"/> writes for this many UTF-16 units.</summary>
    public static int MaxBytes(int units) => units * 3;

    /// <summary>Encodes UTF-16; the output must hold <see cref="MaxBytes"/>.</summary>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> output)
    {
        var written = 0;
        while (true)
        {
            var status = Utf8.FromUtf16(text, output[written..], out var read, out var bytes, replaceInvalidSequences: false);
            written += bytes;
            if (status == OperationStatus.Done) return written;
            text = text[read..];
            if (text.Length == 0) return written;
            written += EncodeScalar(text[0], output[written..]);
            text = text[1..];
        }
    }

    /// <summary>Decodes to UTF-16; the output must hold as many units as there are bytes.</summary>
    public static int Decode(ReadOnlySpan<byte> text, Span<char> output)
    {
        var written = 0;
        while (true)
        {
            var status = Utf8.ToUtf16(text, output[written..], out var read, out var units, replaceInvalidSequences: false);
            written += units;
            text = text[read..];
            if (status == OperationStatus.Done || text.Length == 0) return written;
            if (text.Length >= 3 && text[0] == 0xED)
            {
                output[written++] = (char)(0xD000 | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F));
                text = text[3..];
            }
            else
            {
                output[written++] = '\uFFFD';
                text = text[1..];
            }
        }
    }

    /// <summary>The text as a string.</summary>
    public static string ToText(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0) return "";
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            return new string(rented, 0, Decode(text, rented));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>The length as JSON Schema counts it: in code points.</summary>
    public static int CountCodePoints(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
        {
            if ((b & 0xC0) != 0x80) count++;
        }
        return count;
    }

    private static int UnescapeUnit(ReadOnlySpan<byte> raw, Span<byte> output, ref int written)
    {
        var value = ReadUnit(raw);
        var used = 6;
        if (char.IsHighSurrogate((char)value) && raw.Length >= 12 && raw[6] == '\\' && raw[7] == 'u')
        {
            var low = ReadUnit(raw[6..]);
            if (char.IsLowSurrogate((char)low))
            {
                value = char.ConvertToUtf32((char)value, (char)low);
                used = 12;
            }
        }
        written += EncodeScalar(value, output[written..]);
        return used;
    }

    private static int ReadUnit(ReadOnlySpan<byte> escape) =>
        escape.Length >= 6 && Utf8Parser.TryParse(escape.Slice(2, 4), out int value, out var used, 'x') && used == 4 ? value : Rune.ReplacementChar.Value;

    private static int EncodeScalar(int value, Span<byte> output)
    {
        if (Rune.TryCreate(value, out var rune)) return rune.EncodeToUtf8(output);
        output[0] = (byte)(0xE0 | (value >> 12));
        output[1] = (byte)(0x80 | ((value >> 6) & 0x3F));
        output[2] = (byte)(0x80 | (value & 0x3F));
        return 3;
    }
}
