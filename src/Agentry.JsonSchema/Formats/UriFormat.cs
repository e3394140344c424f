namespace Agentry.JsonSchema;

/// <summary>RFC 3986 absolute URIs: a scheme, and no character that has to be escaped.</summary>
internal static class UriFormat
{
    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon < 1 || !IsScheme(text[..colon])) return false;
        var rest = text[(colon + 1)..];

        var hash = rest.IndexOf((byte)'#');
        if (hash >= 0 && !HasOnly(rest[(hash + 1)..], "!$&'()*+,;=:@/?"u8)) return false;
        if (hash >= 0) rest = rest[..hash];
        var question = rest.IndexOf((byte)'?');
        if (question >= 0 && !HasOnly(rest[(question + 1)..], "!$&'()*+,;=:@/?"u8)) return false;
        if (question >= 0) rest = rest[..question];

        if (!rest.StartsWith("//"u8)) return HasOnly(rest, "!$&'()*+,;=:@/"u8);
        rest = rest[2..];
        var slash = rest.IndexOf((byte)'/');
        var authority = slash < 0 ? rest : rest[..slash];
        return IsAuthority(authority) && HasOnly(rest[authority.Length..], "!$&'()*+,;=:@/"u8);
    }

    private static bool IsScheme(ReadOnlySpan<byte> scheme)
    {
        if (!char.IsAsciiLetter((char)scheme[0])) return false;
        foreach (var c in scheme)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'+' or (byte)'-' or (byte)'.')) return false;
        }
        return true;
    }

    private static bool IsAuthority(ReadOnlySpan<byte> authority)
    {
        var at = authority.LastIndexOf((byte)'@');
        if (at >= 0 && !HasOnly(authority[..at], "!$&'()*+,;=:"u8)) return false;
        var host = authority[(at + 1)..];
        if (host.Length > 0 && host[0] == '[')
        {
            var end = host.IndexOf((byte)']');
            return end > 0 && IsLiteral(host[1..end]) && IsPort(host[(end + 1)..]);
        }
        var colon = host.IndexOf((byte)':');
        return colon < 0 ? HasOnly(host, "!$&'()*+,;="u8) : HasOnly(host[..colon], "!$&'()*+,;="u8) && IsPort(host[colon..]);
    }

    private static bool IsLiteral(ReadOnlySpan<byte> literal)
    {
        if ((literal.Length > 0 ? literal[0] | 0x20 : 0) != 'v') return AddressFormat.IsIPv6(literal);
        var dot = literal.IndexOf((byte)'.');
        if (dot < 2 || dot == literal.Length - 1) return false;
        foreach (var c in literal[1..dot])
        {
            if (!char.IsAsciiHexDigit((char)c)) return false;
        }
        return !literal.Contains((byte)'%') && HasOnly(literal[(dot + 1)..], "!$&'()*+,;=:"u8);
    }

    private static bool IsPort(ReadOnlySpan<byte> port)
    {
        if (port.IsEmpty) return true;
        if (port[0] != ':') return false;
        foreach (var c in port[1..])
        {
            if (!char.IsAsciiDigit((char)c)) return false;
        }
        return true;
    }

    // Unreserved characters, whole escapes, and the marks that the part allows.
    private static bool HasOnly(ReadOnlySpan<byte> text, ReadOnlySpan<byte> marks)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = (char)text[i];
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' || marks.Contains(text[i])) continue;
            if (c != '%' || i + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[i + 1]) || !char.IsAsciiHexDigit((char)text[i + 2])) return false;
            i += 2;
        }
        return true;
    }
}
