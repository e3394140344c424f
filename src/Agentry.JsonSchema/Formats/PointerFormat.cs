namespace Agentry.JsonSchema;

/// <summary>RFC 6901 pointers and the relative ones of draft-bhutton-relative-json-pointer-00.</summary>
internal static class PointerFormat
{
    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && text[0] != '/') return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ((byte)'0' or (byte)'1'))) return false;
        }
        return true;
    }

    public static bool IsRelative(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = text.Length;
        if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
        var rest = text[digits..];
        return rest.SequenceEqual("#"u8) || IsMatch(rest);
    }
}
