namespace Agentry.JsonSchema;

/// <summary>RFC 3339 dates and times. A second 60 is allowed where, seen from UTC, a leap second can stand.</summary>
internal static class TimeFormat
{
    public static bool IsDate(ReadOnlySpan<byte> text)
    {
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        int year = Digits(text[..4]), month = Digits(text.Slice(5, 2)), day = Digits(text.Slice(8, 2));
        return year >= 0 && month is >= 1 and <= 12 && day >= 1 && day <= DaysIn(year, month);
    }

    public static bool IsDateTime(ReadOnlySpan<byte> text) =>
        text.Length > 11 && text[10] is (byte)'T' or (byte)'t' && IsDate(text[..10]) && IsTime(text[11..]);

    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':') return false;
        int hour = Digits(text[..2]), minute = Digits(text.Slice(3, 2)), second = Digits(text.Slice(6, 2));
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60) return false;

        var rest = text[8..];
        if (rest[0] == '.')
        {
            var digits = 1;
            while (digits < rest.Length && char.IsAsciiDigit((char)rest[digits])) digits++;
            if (digits == 1) return false;
            rest = rest[digits..];
        }
        return IsOffset(rest, out var offset) && (second < 60 || IsLastMinuteOfUtcDay((hour * 60) + minute - offset));
    }

    private static bool IsOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1) return text[0] is (byte)'Z' or (byte)'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':') return false;
        int hour = Digits(text.Slice(1, 2)), minute = Digits(text.Slice(4, 2));
        if (hour is < 0 or > 23 || minute is < 0 or > 59) return false;
        minutes = (text[0] == '-' ? -1 : 1) * ((hour * 60) + minute);
        return true;
    }

    private static bool IsLastMinuteOfUtcDay(int minutes)
    {
        const int Day = 24 * 60;
        return ((minutes % Day) + Day) % Day == Day - 1;
    }

    // DateTime.DaysInMonth knows no year 0, RFC 3339 does.
    private static int DaysIn(int year, int month) => DateTime.DaysInMonth(year == 0 ? 400 : year, month);

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit((char)c)) return -1;
            value = (value * 10) + (c - '0');
        }
        return value;
    }
}
