namespace Agentry;

/// <summary>Finds a payment card's number: 12 to 19 digits, in groups or not, of a known issuer, with the right check digit.</summary>
internal static class CardNumber
{
    public const int NeedsMore = -1;

    private const int MinDigits = 12;
    private const int MaxDigits = 19;
    private const int MinGroup = 3;

    /// <summary>The length of the longest number that begins at a digit; 0 for none; <see cref="NeedsMore"/>.</summary>
    public static int Match(ReadOnlySpan<char> text, int at, bool isLast)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        int count = 0, found = 0, i = at;
        while (true)
        {
            int group = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                if (count == MaxDigits)
                    return found;
                digits[count++] = (byte)(text[i++] - '0');
            }

            if (i >= text.Length && !isLast)
                return NeedsMore;
            if (i - group < MinGroup)
                return found;
            if ((i >= text.Length || !char.IsLetterOrDigit(text[i])) && count >= MinDigits && IsCard(digits[..count]))
                found = i - at;
            if (i >= text.Length || text[i] is not (' ' or '-' or '.' or '\u00A0'))
                return found;
            if (++i >= text.Length && !isLast)
                return NeedsMore;
            if (i >= text.Length || !char.IsAsciiDigit(text[i]))
                return found;
        }
    }

    private static bool IsCard(ReadOnlySpan<byte> digits) => HasIssuer(digits) && HasCheckDigit(digits);

    /// <summary>Issuer ranges and lengths of ISO/IEC 7812 as the networks publish them.</summary>
    private static bool HasIssuer(ReadOnlySpan<byte> digits)
    {
        int four = (digits[0] * 1000) + (digits[1] * 100) + (digits[2] * 10) + digits[3];
        return four switch
        {
            >= 4000 and <= 4999 => digits.Length is 13 or 16 or 19,
            (>= 5100 and <= 5599) or (>= 2221 and <= 2720) => digits.Length == 16,
            (>= 3400 and <= 3499) or (>= 3700 and <= 3799) => digits.Length == 15,
            (>= 3000 and <= 3059) or (>= 3600 and <= 3699) or (>= 3800 and <= 3999) => digits.Length is >= 14 and <= 19,
            >= 3528 and <= 3589 => digits.Length is >= 16 and <= 19,
            1800 or 2131 => digits.Length == 15,
            6011 or (>= 6440 and <= 6599) or (>= 6200 and <= 6299) => digits.Length is >= 16 and <= 19,
            5018 or 5020 or 5038 or 5893 or 6304 or 6759 or 6761 or 6762 or 6763 => digits.Length is >= 12 and <= 19,
            _ => false,
        };
    }

    /// <summary>The algorithm of Luhn.</summary>
    private static bool HasCheckDigit(ReadOnlySpan<byte> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[digits.Length - 1 - i];
            if (i % 2 == 1)
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }
}
