using System.Buffers;
using System.Text;

namespace Agentry.JsonSchema;

/// <summary>Internationalised host names (RFC 5890 to 5893): labels in their own script or in their ASCII form.</summary>
internal static class IdnHostnameFormat
{
    // The longest ASCII form has 253 octets, and a code point takes at least one of them.
    private const int MaxBytes = HostnameFormat.MaxLength * 4;

    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > MaxBytes) return false;
        Span<int> points = stackalloc int[MaxBytes];
        var count = 0;
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done) return false;
            points[count++] = rune.Value is 0x3002 or 0xFF0E or 0xFF61 ? '.' : rune.Value;
            text = text[length..];
        }
        return IsName(points[..count]);
    }

    private static bool IsName(ReadOnlySpan<int> name)
    {
        Span<int> decoded = stackalloc int[HostnameFormat.MaxLabel];
        var octets = -1;
        var hasRightToLeft = false;
        for (var isBidiPass = false; ; isBidiPass = true)
        {
            var rest = name;
            while (true)
            {
                var dot = rest.IndexOf('.');
                var label = dot < 0 ? rest : rest[..dot];
                var length = Read(label, decoded, out var used);
                if (length < 0) return false;
                var read = used ? decoded[..length] : label;
                if (isBidiPass && !BidiRule.IsMatch(read)) return false;
                if (!isBidiPass)
                {
                    var size = SizeOf(label, read, used);
                    if (size < 0) return false;
                    octets += size + 1;
                    hasRightToLeft |= BidiRule.HasRightToLeft(read);
                }
                if (dot < 0) break;
                rest = rest[(dot + 1)..];
            }
            if (octets > HostnameFormat.MaxLength) return false;

            // Only a name with a right-to-left label somewhere follows the rule, and then in all of its labels.
            if (isBidiPass || !hasRightToLeft) return true;
        }
    }

    // The number of code points that an encoded label stands for; -1 when it stands for nothing.
    private static int Read(ReadOnlySpan<int> label, Span<int> output, out bool isEncoded)
    {
        isEncoded = label.Length >= 4 && (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n' && label[2] == '-' && label[3] == '-';
        if (label.Length is 0 or > HostnameFormat.MaxLabel) return -1;
        return isEncoded ? Punycode.Decode(label[4..], output) : 0;
    }

    // The octets of the label's ASCII form; -1 when the label breaks a rule.
    private static int SizeOf(ReadOnlySpan<int> label, ReadOnlySpan<int> read, bool isEncoded)
    {
        if (!isEncoded && !read.ContainsAnyExceptInRange(0, 0x7F)) return IsAsciiLabel(read) ? read.Length : -1;
        if (!read.ContainsAnyExceptInRange(0, 0x7F) || !IdnLabel.IsMatch(read)) return -1;
        Span<int> encoded = stackalloc int[HostnameFormat.MaxLabel];
        var length = Punycode.Encode(read, encoded);
        if (length < 0 || length + 4 > HostnameFormat.MaxLabel) return -1;
        return !isEncoded || IsSame(encoded[..length], label[4..]) ? length + 4 : -1;
    }

    private static bool IsAsciiLabel(ReadOnlySpan<int> label)
    {
        if (label[0] == '-' || label[^1] == '-' || (label.Length >= 4 && label[2] == '-' && label[3] == '-')) return false;
        foreach (var c in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-') return false;
        }
        return true;
    }

    private static bool IsSame(ReadOnlySpan<int> encoded, ReadOnlySpan<int> written)
    {
        if (encoded.Length != written.Length) return false;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (char.ToLowerInvariant((char)encoded[i]) != char.ToLowerInvariant((char)written[i])) return false;
        }
        return true;
    }
}
