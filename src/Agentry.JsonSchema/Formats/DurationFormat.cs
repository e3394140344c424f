namespace Agentry.JsonSchema;

/// <summary>Durations by the grammar of RFC 3339 appendix A: each unit may be followed by the next smaller one only, weeks stand alone.</summary>
internal static class DurationFormat
{
    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[0] != 'P') return false;
        text = text[1..];
        var time = text.IndexOf((byte)'T');
        if (time < 0) return IsRow(text, "YMD"u8) || IsRow(text, "W"u8);
        return IsRow(text[(time + 1)..], "HMS"u8) && (time == 0 || IsRow(text[..time], "YMD"u8));
    }

    private static bool IsRow(ReadOnlySpan<byte> text, ReadOnlySpan<byte> units)
    {
        var expected = -1;
        while (text.Length > 0)
        {
            var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            var unit = digits > 0 ? units.IndexOf(text[digits]) : -1;
            if (unit < 0 || (expected >= 0 && unit != expected)) return false;
            expected = unit + 1;
            text = text[(digits + 1)..];
        }
        return expected > 0;
    }
}
