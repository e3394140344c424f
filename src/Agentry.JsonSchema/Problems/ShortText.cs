using System.Globalization;
using System.Text;

namespace Agentry.JsonSchema;

/// <summary>Keeps the pieces of a message short and on one line.</summary>
internal static class ShortText
{
    /// <summary>The text, cut to <paramref name="length"/> units with an ellipsis; never in the middle of a surrogate pair.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        var keep = length - 1;
        if (char.IsHighSurrogate(text[keep - 1])) keep--;
        return string.Concat(text.AsSpan(0, keep), "…");
    }

    /// <summary>Enough bytes to show this many units and to know that there is more.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int length)
    {
        var end = Math.Min(text.Length, (length * 4) + 4);
        while (end < text.Length && end > 0 && (text[end] & 0xC0) == 0x80) end--;
        return text[..end];
    }

    /// <summary>The text as a JSON string.</summary>
    public static string Quote(string text)
    {
        var output = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"' or '\\': output.Append('\\').Append(c); break;
                case '\n': output.Append("\\n"); break;
                case '\r': output.Append("\\r"); break;
                case '\t': output.Append("\\t"); break;
                case < ' ' or '\u007F' or '\u0085' or '\u2028' or '\u2029': output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                default: output.Append(c); break;
            }
        }
        return output.Append('"').ToString();
    }

    /// <summary>Quoted names in a row, as many as a reader takes in.</summary>
    public static string List(IEnumerable<string> names, int total)
    {
        const int Shown = 12;
        var text = string.Join(", ", names.Take(Shown).Select(name => Cut(Quote(name), 64)));
        return total > Shown ? string.Create(CultureInfo.InvariantCulture, $"{text}, and {total - Shown} more") : text;
    }
}
