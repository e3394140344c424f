namespace Agentry.JsonSchema;

/// <summary>
/// RFC 1123 host names: labels of letters, digits and inner hyphens. Labels that start with <c>xn--</c> must be the ASCII form of what RFC 5891 allows.
/// </summary>
internal static class HostnameFormat
{
    /// <summary>Octets of a whole name (RFC 1034 section 3.1, without the root label).</summary>
    public const int MaxLength = 253;

    /// <summary>Octets of one label.</summary>
    public const int MaxLabel = 63;

    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > MaxLength) return false;
        var rest = text;
        var hasEncoded = false;
        while (true)
        {
            var dot = rest.IndexOf((byte)'.');
            var label = dot < 0 ? rest : rest[..dot];
            if (!IsLabel(label)) return false;
            hasEncoded |= IsEncoded(label);
            if (dot < 0) return !hasEncoded || IdnHostnameFormat.IsMatch(text);
            rest = rest[(dot + 1)..];
        }
    }

    /// <summary>Whether the label claims to be an encoded one.</summary>
    public static bool IsEncoded(ReadOnlySpan<byte> label) =>
        label.Length >= 4 && (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n' && label[2] == '-' && label[3] == '-';

    private static bool IsLabel(ReadOnlySpan<byte> label)
    {
        if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-') return false;
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-') return false;
        }

        // RFC 5891 section 4.2.3.1 reserves "--" in this place for encodings; only the one of RFC 3490 exists.
        return label.Length < 4 || label[2] != '-' || label[3] != '-' || IsEncoded(label);
    }
}
