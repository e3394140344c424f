using System.Globalization;
using System.Text;

namespace Agentry.JsonSchema;

/// <summary>An immutable set of code points, kept as sorted ranges that neither touch nor overlap.</summary>
internal sealed class CharacterSet
{
    public const int MaxCodePoint = 0x10FFFF;
    private const int FirstAstral = 0x10000;

    private readonly (int Low, int High)[] _ranges;

    private CharacterSet((int Low, int High)[] ranges) => _ranges = ranges;

    public static CharacterSet Digits { get; } = Of(('0', '9'));

    public static CharacterSet WordCharacters { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>WhiteSpace and LineTerminator of ECMA-262.</summary>
    public static CharacterSet Spaces { get; } = Of(
        (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
        (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    /// <summary>What the dot stands for.</summary>
    public static CharacterSet NotLineTerminators { get; } = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Complement();

    public static CharacterSet Everything { get; } = Of((0, MaxCodePoint));

    public ReadOnlySpan<(int Low, int High)> Ranges => _ranges;

    public static CharacterSet Of(params IEnumerable<(int Low, int High)> ranges)
    {
        List<(int Low, int High)> merged = [];
        foreach (var range in ranges.OrderBy(range => range.Low))
        {
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1)
            {
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, range.High));
            }
            else
            {
                merged.Add(range);
            }
        }
        return new CharacterSet([.. merged]);
    }

    public CharacterSet Complement()
    {
        List<(int Low, int High)> gaps = [];
        var next = 0;
        foreach (var (low, high) in _ranges)
        {
            if (low > next) gaps.Add((next, low - 1));
            next = high + 1;
        }
        if (next <= MaxCodePoint) gaps.Add((next, MaxCodePoint));
        return new CharacterSet([.. gaps]);
    }

    public bool Overlaps(CharacterSet other)
    {
        int i = 0, j = 0;
        while (i < _ranges.Length && j < other._ranges.Length)
        {
            if (_ranges[i].High < other._ranges[j].Low) i++;
            else if (other._ranges[j].High < _ranges[i].Low) j++;
            else return true;
        }
        return false;
    }

    public bool Contains(int codePoint)
    {
        int first = 0, last = _ranges.Length - 1;
        while (first <= last)
        {
            var middle = (first + last) >>> 1;
            var (low, high) = _ranges[middle];
            if (codePoint < low) last = middle - 1;
            else if (codePoint > high) first = middle + 1;
            else return true;
        }
        return false;
    }

    /// <summary>
    /// Writes the set as one atom of a .NET expression over UTF-16. Code points above U+FFFF become surrogate pairs; half a pair
    /// never matches.
    /// </summary>
    /// <returns>How many alternatives of surrogate pairs it took.</returns>
    public int WriteTo(StringBuilder output)
    {
        if (_ranges is [var (only, last)] && only == last && only is < 0xD800 or (>= 0xE000 and <= 0xFFFF))
        {
            output.Append(Unit(only));
            return 0;
        }

        var plain = new StringBuilder();
        foreach (var (low, high) in _ranges)
        {
            AddUnits(plain, low, Math.Min(high, 0xD7FF));
            AddUnits(plain, Math.Max(low, 0xE000), Math.Min(high, 0xFFFF));
        }

        var pairs = SurrogatePairs();
        if (plain.Length == 0 && pairs.Count == 0) output.Append(@"[^\s\S]");
        else if (pairs.Count == 0) output.Append('[').Append(plain).Append(']');
        else
        {
            output.Append("(?:");
            if (plain.Length > 0) output.Append('[').Append(plain).Append("]|");
            output.AppendJoin('|', pairs).Append(')');
        }
        return pairs.Count;
    }

    private static void AddUnits(StringBuilder plain, int low, int high)
    {
        if (low > high) return;
        plain.Append(Unit(low));
        if (high > low) plain.Append('-').Append(Unit(high));
    }

    // One alternative for each set of trail surrogates, with all lead surrogates it follows.
    private List<string> SurrogatePairs()
    {
        const int Block = 0x400;
        if (_ranges.Length > 0 && _ranges[^1] is { Low: <= FirstAstral, High: MaxCodePoint }) return [@"[\uD800-\uDBFF][\uDC00-\uDFFF]"];
        Dictionary<string, List<(int Low, int High)>> leadsByTrails = new(StringComparer.Ordinal);
        var next = Array.FindIndex(_ranges, range => range.High >= FirstAstral);
        for (var start = FirstAstral; next >= 0 && start < MaxCodePoint; start += Block)
        {
            var trails = new StringBuilder();
            for (; next < _ranges.Length && _ranges[next].Low < start + Block; next++)
            {
                var (low, high) = _ranges[next];
                AddUnits(trails, Trail(Math.Max(low, start)), Trail(Math.Min(high, start + Block - 1)));
                if (high >= start + Block) break;
            }
            if (trails.Length == 0) continue;
            var key = trails.ToString();
            if (!leadsByTrails.TryGetValue(key, out var leads))
            {
                leads = [];
                leadsByTrails.Add(key, leads);
            }
            leads.Add((Lead(start), Lead(start)));
        }
        return [.. leadsByTrails.Select(pair => $"[{Units(Of(pair.Value))}][{pair.Key}]")];
    }

    private static string Units(CharacterSet set)
    {
        var units = new StringBuilder();
        foreach (var (low, high) in set._ranges) AddUnits(units, low, high);
        return units.ToString();
    }

    private static int Lead(int codePoint) => 0xD800 + ((codePoint - FirstAstral) >> 10);

    private static int Trail(int codePoint) => 0xDC00 + ((codePoint - FirstAstral) & 0x3FF);

    private static string Unit(int value) => char.IsAsciiLetterOrDigit((char)value)
        ? ((char)value).ToString()
        : string.Create(CultureInfo.InvariantCulture, $@"\u{value:X4}");
}
