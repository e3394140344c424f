using System.Numerics;
using System.Text;

namespace Agentry.JsonSchema;

/// <summary>A number of the schema, kept as its text.</summary>
internal sealed class NumberConstant
{
    // The divisor times ten plus a digit has to fit 64 bits.
    private const ulong LargestPlainDivisor = ulong.MaxValue / 10 - 1;

    private readonly byte[] _text;
    private readonly PlainDecimal _plain;

    /// <summary>Keeps the text.</summary>
    public NumberConstant(byte[] text)
    {
        _text = text;
        IsPlain = PlainDecimal.TryRead(text, out _plain);
    }

    public JsonNumber Value => new(_text);

    /// <summary>Whether <see cref="Plain"/> holds the number.</summary>
    public bool IsPlain { get; }

    public PlainDecimal Plain => _plain;

    /// <summary>As written in the schema.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_text);

    /// <summary>
    /// Whether the number is an integral multiple of this one, exactly. With both written as digits times a power of ten and without
    /// trailing zeros, the number has to have the larger power; what is left is modular arithmetic, so that an exponent of a million
    /// costs twenty multiplications and no memory.
    /// </summary>
    public bool Divides(scoped JsonNumber number)
    {
        if (number.IsZero) return true;
        var divisor = Value;

        // The number's digits would have to be divisible by a power of ten, and they do not end in zero.
        if (number.Exponent < divisor.Exponent) return false;
        var power = number.Exponent - divisor.Exponent;
        if (divisor.IsExact && divisor.Mantissa <= LargestPlainDivisor)
        {
            var modulus = divisor.Mantissa;
            return MultiplyModulo(number.DigitsModulo(modulus), PowerOfTenModulo(power, modulus), modulus) == 0;
        }

        var large = ReadDigits(divisor);
        return ReadDigits(number) % large * BigInteger.ModPow(10, power, large) % large == 0;
    }

    private static ulong PowerOfTenModulo(long power, ulong modulus)
    {
        ulong result = 1 % modulus, factor = 10 % modulus;
        for (; power > 0; power >>= 1)
        {
            if ((power & 1) != 0) result = MultiplyModulo(result, factor, modulus);
            factor = MultiplyModulo(factor, factor, modulus);
        }
        return result;
    }

    private static ulong MultiplyModulo(ulong a, ulong b, ulong modulus) => (ulong)((UInt128)a * b % modulus);

    private static BigInteger ReadDigits(scoped JsonNumber number)
    {
        var digits = new byte[number.DigitCount];
        number.CopyDigits(digits);
        return BigInteger.Parse(Encoding.ASCII.GetString(digits), System.Globalization.CultureInfo.InvariantCulture);
    }
}
