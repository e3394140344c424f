namespace Agentry.JsonSchema;

/// <summary>RFC 5321 mailboxes, and RFC 6531 ones that may hold characters of all scripts: a dotted or quoted local part, and a host name or an address literal.</summary>
internal static class EmailFormat
{
    private const int MaxLocalPart = 64;

    public static bool IsMatch(ReadOnlySpan<byte> text, bool isInternational)
    {
        var at = text.LastIndexOf((byte)'@');
        if (at is < 1 or > MaxLocalPart) return false;
        var local = text[..at];
        return (local[0] == '"' ? IsQuoted(local, isInternational) : IsDotted(local, isInternational)) && IsDomain(text[(at + 1)..], isInternational);
    }

    private static bool IsDotted(ReadOnlySpan<byte> local, bool isInternational)
    {
        var afterDot = true;
        foreach (var c in local)
        {
            if (c == '.' ? afterDot : !(IsAtomText(c) || (isInternational && c >= 0x80))) return false;
            afterDot = c == '.';
        }
        return !afterDot;
    }

    private static bool IsAtomText(byte c) => char.IsAsciiLetterOrDigit((char)c) || "!#$%&'*+-/=?^_`{|}~"u8.Contains(c);

    private static bool IsQuoted(ReadOnlySpan<byte> local, bool isInternational)
    {
        if (local.Length < 2 || local[^1] != '"') return false;
        var isEscaped = false;
        foreach (var c in local[1..^1])
        {
            if (c is < 0x20 or 0x7F || (c >= 0x80 && !isInternational) || (c == '"' && !isEscaped)) return false;
            isEscaped = c == '\\' && !isEscaped;
        }
        return !isEscaped;
    }

    private static bool IsDomain(ReadOnlySpan<byte> domain, bool isInternational)
    {
        if (domain.Length < 2 || domain[0] != '[') return isInternational ? IdnHostnameFormat.IsMatch(domain) : HostnameFormat.IsMatch(domain);
        if (domain[^1] != ']') return false;
        var address = domain[1..^1];
        return address.StartsWith("IPv6:"u8) ? AddressFormat.IsIPv6(address[5..]) : AddressFormat.IsIPv4(address);
    }
}
