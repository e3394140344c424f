namespace Agentry.JsonSchema;

/// <summary>Dotted IPv4 (RFC 2673 section 3.2) and IPv6 (RFC 4291 section 2.2), without zone or prefix length.</summary>
internal static class AddressFormat
{
    public static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var end = part < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (end is < 1 or > 3 || (end > 1 && text[0] == '0')) return false;
            var value = 0;
            foreach (var c in text[..end])
            {
                if (!char.IsAsciiDigit((char)c)) return false;
                value = (value * 10) + (c - '0');
            }
            if (value > 255) return false;
            text = part < 3 ? text[(end + 1)..] : default;
        }
        return true;
    }

    public static bool IsIPv6(ReadOnlySpan<byte> text)
    {
        const int Groups = 8;
        int groups = 0, index = 0;
        var compressed = false;
        if (text.StartsWith("::"u8))
        {
            compressed = true;
            index = 2;
        }
        while (index < text.Length)
        {
            var start = index;
            while (index < text.Length && char.IsAsciiHexDigit((char)text[index])) index++;
            if (index < text.Length && text[index] == '.')
            {
                groups += 2;
                return IsIPv4(text[start..]) && (compressed ? groups < Groups : groups == Groups);
            }
            if (index - start is < 1 or > 4) return false;
            groups++;
            if (index == text.Length) break;
            if (text[index++] != ':' || index == text.Length) return false;
            if (text[index] != ':') continue;
            if (compressed) return false;
            compressed = true;
            index++;
        }
        return compressed ? groups < Groups : groups == Groups;
    }
}
