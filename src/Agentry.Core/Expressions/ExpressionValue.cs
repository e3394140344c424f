using System.Globalization;
using System.Text.Json;

namespace Agentry;

/// <summary>A value in an expression: a number, a text, true, false, null, or one that is missing or cannot be compared.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct ExpressionValue(JsonValueKind Kind, decimal Number, string? Text)
{
    /// <summary>A number with more digits could be rounded into what a rule allows.</summary>
    private const int MostDigits = 27;

    public static ExpressionValue Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => OfNumber(element.GetRawText()),
        JsonValueKind.String => new(JsonValueKind.String, 0, element.GetString()),
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => new(element.ValueKind, 0, null),
        _ => default,
    };

    public static ExpressionValue OfNumber(string text) =>
        text.Count(char.IsAsciiDigit) <= MostDigits && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && IsExact(text, number)
            ? new(JsonValueKind.Number, number, null)
            : default;

    public static ExpressionValue OfText(string text) => new(JsonValueKind.String, 0, text);

    public Truth IsEqualTo(ExpressionValue other) =>
        Kind == JsonValueKind.Undefined || other.Kind == JsonValueKind.Undefined ? Truth.Unknown
        : Kind == other.Kind && Number == other.Number && string.Equals(Text, other.Text, StringComparison.Ordinal) ? Truth.True
        : IsScalarLike(other) ? Truth.False : Truth.Unknown;

    /// <summary>Null: they have no order.</summary>
    public int? CompareTo(ExpressionValue other) =>
        Kind == JsonValueKind.Number && other.Kind == JsonValueKind.Number ? Number.CompareTo(other.Number)
        : Kind == JsonValueKind.String && other.Kind == JsonValueKind.String ? string.CompareOrdinal(Text, other.Text)
        : null;

    /// <summary>Of different types nothing can be said: the text "500" is not known to be other than the number.</summary>
    private bool IsScalarLike(ExpressionValue other) =>
        Kind == other.Kind || Kind == JsonValueKind.Null || other.Kind == JsonValueKind.Null
        || (Kind is JsonValueKind.True or JsonValueKind.False && other.Kind is JsonValueKind.True or JsonValueKind.False);

    /// <summary>A tiny number becomes zero and an exponent may drop digits.</summary>
    private static bool IsExact(string text, decimal number) =>
        number != 0 ? !text.Contains('e', StringComparison.OrdinalIgnoreCase) || Math.Abs(number) >= 0.000001m : !text.AsSpan().ContainsAnyInRange('1', '9') || IsZero(text);

    private static bool IsZero(string text) => text.Split('e', 'E')[0].All(static c => c is '0' or '.' or '-' or '+');
}
