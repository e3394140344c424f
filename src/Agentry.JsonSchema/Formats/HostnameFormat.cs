namespace Agentry.JsonSchema;

/// <summary>RFC 1123 host names: labels of letters, digits and inner hyphens. Internationalised names come in their ASCII form, whose encoding is not checked.</summary>
internal static class HostnameFormat
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > MaxLength) return false;
        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            if (!IsLabel(dot < 0 ? text : text[..dot])) return false;
            if (dot < 0) return true;
            text = text[(dot + 1)..];
        }
    }

    private static bool IsLabel(ReadOnlySpan<byte> label)
    {
        if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-') return false;
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-') return false;
        }

        // RFC 5891 section 4.2.3.1 reserves "--" in this place for encodings; only the one of RFC 3490 exists.
        return label.Length < 4 || label[2] != '-' || label[3] != '-' || IsPunycode(label);
    }

    private static bool IsPunycode(ReadOnlySpan<byte> label) =>
        label.Length > 4 && (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n';
}
