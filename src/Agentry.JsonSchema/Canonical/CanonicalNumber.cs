using System.Buffers;
using System.Globalization;

namespace Agentry.JsonSchema;

/// <summary>Writes a number by value, in the layout of ECMA-262's Number::toString but with all of its digits.</summary>
internal static class CanonicalNumber
{
    // From here on ECMA-262 writes an exponent.
    private const int MaxIntegerDigits = 21;
    private const int MaxLeadingZeros = 6;

    public static void Write(IBufferWriter<byte> output, scoped JsonNumber number)
    {
        if (number.IsZero)
        {
            output.Write("0"u8);
            return;
        }

        if (number.IsNegative) output.Write("-"u8);
        var digits = number.DigitCount;
        var rented = ArrayPool<byte>.Shared.Rent(digits);
        number.CopyDigits(rented);
        if (number.IsExponentSaturated) WriteUnscaled(output, rented.AsSpan(0, digits), number);
        else WriteDigits(output, rented.AsSpan(0, digits), number.Exponent);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static void WriteDigits(IBufferWriter<byte> output, ReadOnlySpan<byte> digits, long exponent)
    {
        // Where the decimal point stands, counted from the first digit.
        var point = exponent + digits.Length;
        if (exponent >= 0 && point <= MaxIntegerDigits)
        {
            output.Write(digits);
            WriteZeros(output, (int)exponent);
        }
        else if (point > 0 && exponent < 0)
        {
            output.Write(digits[..(int)point]);
            output.Write("."u8);
            output.Write(digits[(int)point..]);
        }
        else if (point is <= 0 and > -MaxLeadingZeros)
        {
            output.Write("0."u8);
            WriteZeros(output, (int)-point);
            output.Write(digits);
        }
        else
        {
            output.Write(digits[..1]);
            if (digits.Length > 1) output.Write("."u8);
            output.Write(digits[1..]);
            WriteExponent(output, point - 1);
        }
    }

    private static void WriteZeros(IBufferWriter<byte> output, int count)
    {
        for (; count > 0; count--) output.Write("0"u8);
    }

    private static void WriteExponent(IBufferWriter<byte> output, long exponent)
    {
        output.Write(exponent < 0 ? "e-"u8 : "e+"u8);
        Span<byte> text = stackalloc byte[20];
        Math.Abs(exponent).TryFormat(text, out var written, default, CultureInfo.InvariantCulture);
        output.Write(text[..written]);
    }

    // An exponent beyond 64 bits stays as it was written. Equal numbers of this size may then get different texts, different ones never
    // the same.
    private static void WriteUnscaled(IBufferWriter<byte> output, ReadOnlySpan<byte> digits, scoped JsonNumber number)
    {
        var exponent = number.ExponentText;
        var isNegative = exponent[0] == '-';
        var shift = number.Exponent - (isNegative ? -JsonNumber.ExponentLimit : JsonNumber.ExponentLimit);
        var point = (int)(shift + digits.Length);
        output.Write(digits[..Math.Clamp(point, 0, digits.Length)]);
        WriteZeros(output, (int)Math.Max(shift, 0));
        if (point <= 0) output.Write("0"u8);
        if (shift < 0) output.Write("."u8);
        WriteZeros(output, Math.Max(-point, 0));
        output.Write(digits[Math.Clamp(point, 0, digits.Length)..]);
        output.Write("e"u8);
        output.Write(isNegative ? "-"u8 : "+"u8);
        output.Write(exponent.TrimStart("+-0"u8));
    }
}
