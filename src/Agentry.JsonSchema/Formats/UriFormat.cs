using System.Text;

namespace Agentry.JsonSchema;

/// <summary>RFC 3986 URIs and references, and RFC 3987 IRIs, which take characters of all scripts as they are.</summary>
internal static class UriFormat
{
    public static bool IsUri(ReadOnlySpan<byte> text) => IsAbsolute(text, isIri: false);

    public static bool IsIri(ReadOnlySpan<byte> text) => IsAbsolute(text, isIri: true);

    public static bool IsReference(ReadOnlySpan<byte> text, bool isIri)
    {
        // A colon before the first slash can only end a scheme.
        var end = text.IndexOfAny("/?#:"u8);
        return end >= 0 && text[end] == ':' ? IsAbsolute(text, isIri) : IsRest(text, isIri);
    }

    private static bool IsAbsolute(ReadOnlySpan<byte> text, bool isIri)
    {
        var colon = text.IndexOf((byte)':');
        return colon >= 1 && IsScheme(text[..colon]) && IsRest(text[(colon + 1)..], isIri);
    }

    private static bool IsRest(ReadOnlySpan<byte> rest, bool isIri)
    {
        var hash = rest.IndexOf((byte)'#');
        if (hash >= 0 && !HasOnly(rest[(hash + 1)..], "!$&'()*+,;=:@/?"u8, isIri)) return false;
        if (hash >= 0) rest = rest[..hash];
        var question = rest.IndexOf((byte)'?');
        if (question >= 0 && !HasOnly(rest[(question + 1)..], "!$&'()*+,;=:@/?"u8, isIri, isQuery: true)) return false;
        if (question >= 0) rest = rest[..question];

        if (!rest.StartsWith("//"u8)) return HasOnly(rest, "!$&'()*+,;=:@/"u8, isIri);
        rest = rest[2..];
        var slash = rest.IndexOf((byte)'/');
        var authority = slash < 0 ? rest : rest[..slash];
        return IsAuthority(authority, isIri) && HasOnly(rest[authority.Length..], "!$&'()*+,;=:@/"u8, isIri);
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

    private static bool IsAuthority(ReadOnlySpan<byte> authority, bool isIri)
    {
        var at = authority.LastIndexOf((byte)'@');
        if (at >= 0 && !HasOnly(authority[..at], "!$&'()*+,;=:"u8, isIri)) return false;
        var host = authority[(at + 1)..];
        if (host.Length > 0 && host[0] == '[')
        {
            var end = host.IndexOf((byte)']');
            return end > 0 && IsLiteral(host[1..end]) && IsPort(host[(end + 1)..]);
        }
        var colon = host.IndexOf((byte)':');
        return HasOnly(colon < 0 ? host : host[..colon], "!$&'()*+,;="u8, isIri) && (colon < 0 || IsPort(host[colon..]));
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
        return !literal.Contains((byte)'%') && HasOnly(literal[(dot + 1)..], "!$&'()*+,;=:"u8, isIri: false);
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
    private static bool HasOnly(ReadOnlySpan<byte> text, ReadOnlySpan<byte> marks, bool isIri, bool isQuery = false)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = (char)text[i];
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' || marks.Contains(text[i])) continue;
            if (c >= 0x80)
            {
                if (!isIri || Rune.DecodeFromUtf8(text[i..], out var rune, out var length) != System.Buffers.OperationStatus.Done || !IsUniversal(rune.Value, isQuery)) return false;
                i += length - 1;
                continue;
            }
            if (c != '%' || i + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[i + 1]) || !char.IsAsciiHexDigit((char)text[i + 2])) return false;
            i += 2;
        }
        return true;
    }

    // ucschar of RFC 3987, in queries iprivate too.
    private static bool IsUniversal(int c, bool isQuery) => c switch
    {
        >= 0xA0 and <= 0xD7FF or >= 0xF900 and <= 0xFDCF or >= 0xFDF0 and <= 0xFFEF => true,
        >= 0xE000 and <= 0xF8FF or >= 0xF0000 => isQuery && (c & 0xFFFE) != 0xFFFE,
        >= 0x10000 and < 0xE0000 => (c & 0xFFFE) != 0xFFFE,
        _ => c is >= 0xE1000 and <= 0xEFFFD,
    };
}
