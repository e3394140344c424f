namespace Agentry.JsonSchema;

/// <summary>RFC 5321 mailboxes: a dotted or quoted local part, and a host name or an address literal.</summary>
internal static class EmailFormat
{
    private const int MaxLocalPart = 64;

    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        var at = text.LastIndexOf((byte)'@');
        if (at is < 1 or > MaxLocalPart) return false;
        var local = text[..at];
        return (local[0] == '"' ? IsQuoted(local) : IsDotted(local)) && IsDomain(text[(at + 1)..]);
    }

    private static bool IsDotted(ReadOnlySpan<byte> local)
    {
        var afterDot = true;
        foreach (var c in local)
        {
            if (c == '.' ? afterDot : !IsAtomText(c)) return false;
            afterDot = c == '.';
        }
        return !afterDot;
    }

    private static bool IsAtomText(byte c) => char.IsAsciiLetterOrDigit((char)c) || "!#$%&'*+-/=?^_`{|}~"u8.Contains(c);

    private static bool IsQuoted(ReadOnlySpan<byte> local)
    {
        if (local.Length < 2 || local[^1] != '"') return false;
        var isEscaped = false;
        foreach (var c in local[1..^1])
        {
            if (c is < 0x20 or > 0x7E || (c == '"' && !isEscaped)) return false;
            isEscaped = c == '\\' && !isEscaped;
        }
        return !isEscaped;
    }

    private static bool IsDomain(ReadOnlySpan<byte> domain)
    {
        if (domain.Length < 2 || domain[0] != '[') return HostnameFormat.IsMatch(domain);
        if (domain[^1] != ']') return false;
        var address = domain[1..^1];
        return address.StartsWith("IPv6:"u8) ? AddressFormat.IsIPv6(address[5..]) : AddressFormat.IsIPv4(address);
    }
}
