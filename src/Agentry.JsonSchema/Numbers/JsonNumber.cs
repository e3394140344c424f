namespace Agentry.JsonSchema;

/// <summary>
/// A JSON number read exactly, whatever its length: its significant digits stay in the text it came from, and only the position of
/// the decimal point is computed. Nothing is allocated and no digit is lost.
/// </summary>
internal readonly ref struct JsonNumber
{
    /// <summary>Exponents beyond this are not told apart; no other number of the document can come near.</summary>
    public const long ExponentLimit = 1_000_000_000_000_000_000;

    /// <summary>As many digits as always fit an unsigned 64-bit integer.</summary>
    private const int ExactDigits = 19;

    // From the first to the last significant digit; a decimal point may stand in between.
    private readonly ReadOnlySpan<byte> _digits;

    /// <summary>Reads text that a JSON parser has accepted, or the invariant text of a CLR number.</summary>
    public JsonNumber(ReadOnlySpan<byte> text)
    {
        var index = 0;
        if (text.Length > 0 && text[0] == '-')
        {
            IsNegative = true;
            index = 1;
        }

        int first = -1, last = -1, digits = 0, digitsToLast = 0, fraction = 0, fractionToLast = 0;
        ulong mantissa = 0, mantissaToLast = 0;
        var inFraction = false;
        for (; index < text.Length; index++)
        {
            var c = text[index];
            if (c == '.')
            {
                inFraction = true;
                continue;
            }
            if ((uint)(c - '0') > 9) break;
            if (inFraction) fraction++;
            if (first < 0 && c == '0') continue;
            if (first < 0) first = index;
            digits++;
            if (digits <= ExactDigits) mantissa = (mantissa * 10) + (uint)(c - '0');
            if (c == '0') continue;
            last = index;
            digitsToLast = digits;
            fractionToLast = fraction;
            mantissaToLast = mantissa;
        }

        if (first < 0)
        {
            IsNegative = false;
            return;
        }

        var integerZeros = inFraction && last < text.Length && fractionToLast == 0 ? digits - fraction - digitsToLast : digits - digitsToLast;
        _digits = text[first..(last + 1)];
        DigitCount = digitsToLast;
        Mantissa = mantissaToLast;
        ExponentText = index < text.Length ? text[(index + 1)..] : default;
        var exponent = ReadExponent(ExponentText);
        IsExponentSaturated = Math.Abs(exponent) >= ExponentLimit;
        Exponent = exponent + (fractionToLast > 0 ? -fractionToLast : integerZeros);
    }

    /// <summary>False for zero, whatever its sign.</summary>
    public bool IsNegative { get; }

    public bool IsZero => DigitCount == 0;

    /// <summary>Significant digits, without zeros at either end.</summary>
    public int DigitCount { get; }

    /// <summary>The value is the significant digits, read as an integer, times ten to this power.</summary>
    public long Exponent { get; }

    /// <summary>The exponent as it was written, without the letter.</summary>
    public ReadOnlySpan<byte> ExponentText { get; }

    public bool IsExponentSaturated { get; }

    public bool IsInteger => DigitCount == 0 || Exponent >= 0;

    /// <summary>The significant digits as an integer; only while <see cref="IsExact"/>.</summary>
    public ulong Mantissa { get; }

    public bool IsExact => DigitCount <= ExactDigits;

    /// <summary>Whether a number text has no fraction, decided from its characters where that is possible.</summary>
    public static bool IsIntegerText(ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            if (c is (byte)'.' or (byte)'e' or (byte)'E') return new JsonNumber(text).IsInteger;
        }
        return true;
    }

    /// <summary>Negative, zero or positive as <paramref name="left"/> is less than, equal to or greater than <paramref name="right"/>.</summary>
    public static int Compare(scoped JsonNumber left, scoped JsonNumber right)
    {
        if (left.IsZero || right.IsZero)
        {
            return left.IsZero ? (right.IsZero ? 0 : right.IsNegative ? 1 : -1) : left.IsNegative ? -1 : 1;
        }
        if (left.IsNegative != right.IsNegative) return left.IsNegative ? -1 : 1;
        var size = CompareSize(left, right);
        return left.IsNegative ? -size : size;
    }

    /// <summary>Copies the significant digits, without point, and returns how many there are.</summary>
    public int CopyDigits(Span<byte> output)
    {
        var written = 0;
        foreach (var c in _digits)
        {
            if (c != '.') output[written++] = c;
        }
        return written;
    }

    /// <summary>The significant digits modulo <paramref name="divisor"/>, which must be below 2^63 / 10.</summary>
    public ulong DigitsModulo(ulong divisor)
    {
        if (IsExact) return Mantissa % divisor;
        ulong rest = 0;
        foreach (var c in _digits)
        {
            if (c != '.') rest = ((rest * 10) + (uint)(c - '0')) % divisor;
        }
        return rest;
    }

    /// <summary>Equal numbers have equal hashes, however they are written.</summary>
    public int GetHash()
    {
        if (IsZero) return 0;
        var hash = new HashCode();
        hash.Add(IsNegative);
        hash.Add(Exponent);
        foreach (var c in _digits)
        {
            if (c != '.') hash.Add(c);
        }
        return hash.ToHashCode();
    }

    private static int CompareSize(scoped JsonNumber left, scoped JsonNumber right)
    {
        var order = (left.Exponent + left.DigitCount).CompareTo(right.Exponent + right.DigitCount);
        if (order != 0) return order;
        if (left.IsExact && right.IsExact)
        {
            ulong a = left.Mantissa, b = right.Mantissa;
            for (var pad = left.DigitCount; pad < right.DigitCount; pad++) a *= 10;
            for (var pad = right.DigitCount; pad < left.DigitCount; pad++) b *= 10;
            return a.CompareTo(b);
        }

        int i = 0, j = 0;
        while (true)
        {
            if (i < left._digits.Length && left._digits[i] == '.') i++;
            if (j < right._digits.Length && right._digits[j] == '.') j++;
            if (i >= left._digits.Length || j >= right._digits.Length)
            {
                return (left._digits.Length - i).CompareTo(right._digits.Length - j);
            }
            order = left._digits[i++].CompareTo(right._digits[j++]);
            if (order != 0) return order;
        }
    }

    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        var negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        long value = 0;
        foreach (var c in text)
        {
            value = Math.Min(ExponentLimit, (value * 10) + (c - '0'));
            if (value == ExponentLimit) break;
        }
        return negative ? -value : value;
    }
}
