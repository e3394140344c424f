using System.Globalization;

namespace Agentry.JsonSchema;

/// <summary>The numeric primitives as JSON text: exact for integers and decimals, shortest round-trip for floating point.</summary>
internal static class ClrNumber
{
    /// <summary>Scratch that holds the text of every type here.</summary>
    public const int MaxLength = 64;

    /// <summary>Infinities and NaN are not numbers of JSON.</summary>
    public static bool IsNumber(object value) => value switch
    {
        int or long or decimal or short or byte or uint or ulong or ushort or sbyte or Int128 or UInt128 or nint or nuint => true,
        double number => double.IsFinite(number),
        float number => float.IsFinite(number),
        Half number => Half.IsFinite(number),
        _ => false,
    };

    public static int Format(object value, Span<byte> output)
    {
        var number = (IUtf8SpanFormattable)value;
        number.TryFormat(output, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }
}
