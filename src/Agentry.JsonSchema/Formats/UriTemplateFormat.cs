namespace Agentry.JsonSchema;

/// <summary>RFC 6570 templates, all four levels.</summary>
internal static class UriTemplateFormat
{
    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            var open = text.IndexOf((byte)'{');
            if (!IsLiteral(open < 0 ? text : text[..open])) return false;
            if (open < 0) return true;
            var close = text.IndexOf((byte)'}');
            if (close < open || !IsExpression(text[(open + 1)..close])) return false;
            text = text[(close + 1)..];
        }
        return true;
    }

    private static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is <= 0x20 or 0x7F || "\"<>\\^`{|}"u8.Contains(c)) return false;
            if (c != '%') continue;
            if (!IsEscape(text[i..])) return false;
            i += 2;
        }
        return true;
    }

    private static bool IsExpression(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && "+#./;?&=,!@|"u8.Contains(text[0])) text = text[1..];
        while (true)
        {
            var comma = text.IndexOf((byte)',');
            if (!IsVariable(comma < 0 ? text : text[..comma])) return false;
            if (comma < 0) return true;
            text = text[(comma + 1)..];
        }
    }

    private static bool IsVariable(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon >= 0)
        {
            var prefix = text[(colon + 1)..];
            if (prefix.Length is 0 or > 4 || prefix[0] == '0' || prefix.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
            text = text[..colon];
        }
        else if (text.Length > 0 && text[^1] == '*')
        {
            text = text[..^1];
        }

        var afterDot = true;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' ? afterDot : !(char.IsAsciiLetterOrDigit((char)text[i]) || text[i] == '_' || IsEscape(text[i..]))) return false;
            afterDot = text[i] == '.';
            if (text[i] == '%') i += 2;
        }
        return !afterDot;
    }

    private static bool IsEscape(ReadOnlySpan<byte> text) =>
        text.Length > 2 && text[0] == '%' && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);
}
