using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>A number without exponent and of at most 18 digits, as nearly all are: an integer and the digits after the point. Exact, like the long way.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct PlainDecimal(long value, int scale)
{
    private const int MaxDigits = 18;

    private static readonly long[] Powers = [.. Enumerable.Range(0, MaxDigits + 1).Select(power => (long)Math.Pow(10, power))];

    private static readonly long[] Largest = [.. Powers.Select(power => Powers[MaxDigits] / power)];

    private readonly long _units = value;
    private readonly int _scale = scale;

    /// <summary>False when the number needs the long way.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out PlainDecimal number)
    {
        number = default;
        if (text.Length is 0 or > MaxDigits) return false;
        var index = text[0] == '-' ? 1 : 0;
        long units = 0;
        var point = text.Length;
        for (; index < text.Length; index++)
        {
            var digit = (uint)(text[index] - '0');
            if (digit <= 9) units = (units * 10) + digit;
            else if (text[index] == '.') point = index + 1;
            else return false;
        }
        number = new PlainDecimal(text[0] == '-' ? -units : units, text.Length - point);
        return true;
    }

    /// <summary>Negative, zero or positive as the left one is less than, equal to or greater than the right one.</summary>
    public static int Compare(PlainDecimal left, PlainDecimal right)
    {
        if (left._scale == right._scale) return left._units.CompareTo(right._units);
        if (left._scale < right._scale && left.TryScale(right._scale - left._scale, out var scaled)) return scaled.CompareTo(right._units);
        if (left._scale > right._scale && right.TryScale(left._scale - right._scale, out scaled)) return left._units.CompareTo(scaled);
        return left._scale < right._scale
            ? ((Int128)left._units * Powers[right._scale - left._scale]).CompareTo(right._units)
            : ((Int128)left._units).CompareTo((Int128)right._units * Powers[left._scale - right._scale]);
    }

    /// <summary>Whether this is an integral multiple of the divisor, which is above 0.</summary>
    public bool IsMultipleOf(PlainDecimal divisor)
    {
        if (_scale == divisor._scale) return Divides(divisor._units, _units);
        if (_scale < divisor._scale && TryScale(divisor._scale - _scale, out var scaled)) return Divides(divisor._units, scaled);
        if (_scale > divisor._scale && divisor.TryScale(_scale - divisor._scale, out scaled)) return Divides(scaled, _units);
        Int128 units = _units, divides = divisor._units;
        if (_scale < divisor._scale) units *= Powers[divisor._scale - _scale];
        else divides *= Powers[_scale - divisor._scale];
        return units % divides == 0;
    }

    // A division of 64 bits takes several times as long as one of 32.
    private static bool Divides(long divisor, long units)
    {
        if (divisor == 1) return true;
        var size = (ulong)Math.Abs(units);
        return size <= uint.MaxValue && divisor <= uint.MaxValue ? (uint)size % (uint)divisor == 0 : units % divisor == 0;
    }

    // With further digits, where that still fits.
    private bool TryScale(int digits, out long scaled)
    {
        var power = Powers[digits];
        scaled = _units * power;
        return Math.Abs(_units) <= Largest[digits];
    }
}
