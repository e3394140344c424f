using System.Buffers;

namespace Agentry;

/// <summary>Finds e-mail addresses and card numbers and puts a label or a token in their place.</summary>
internal sealed class PersonalDataScanner(PersonalDataOptions options, TokenVault? vault) : TextScanner
{
    public const string Email = "email";
    public const string Card = "card";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    public override string Category => "personal_data";

    public override GuardrailSeverity SeverityOf(string rule) => rule == Card ? GuardrailSeverity.High : GuardrailSeverity.Medium;

    public override bool MayMatch(ReadOnlySpan<char> text) =>
        (options.EmailAddresses && text.Contains('@')) || (options.CardNumbers && HasManyDigits(text));

    public override int Next(ReadOnlySpan<char> text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            if (EmailAddress.IsStart(text[i]) && (i == 0 || !EmailAddress.IsStart(text[i - 1])))
                return i;
        }

        return text.Length;
    }

    public override ScanStep Scan(ReadOnlySpan<char> text, int at, bool isLast)
    {
        if (options.EmailAddresses)
        {
            int length = EmailAddress.Match(text, at, isLast, out int domain);
            if (length == EmailAddress.NeedsMore)
                return ScanStep.More;
            if (length > 0)
                return IsKept(text[domain..(at + length)]) ? ScanStep.Keep(length) : Replace(Email, text.Slice(at, length));
        }

        if (options.CardNumbers && char.IsAsciiDigit(text[at]))
        {
            int length = CardNumber.Match(text, at, isLast);
            if (length == CardNumber.NeedsMore)
                return ScanStep.More;
            if (length > 0)
                return Replace(Card, text.Slice(at, length));
        }

        return ScanStep.Keep(1);
    }

    private ScanStep Replace(string rule, ReadOnlySpan<char> value) =>
        new(value.Length, rule, vault is null ? $"[{rule}]" : vault.TokenFor(rule, value.ToString()));

    private bool IsKept(ReadOnlySpan<char> domain)
    {
        foreach (string kept in options.KeepDomains)
        {
            if (domain.Equals(kept, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool HasManyDigits(ReadOnlySpan<char> text)
    {
        int digits = 0;
        while (text.IndexOfAny(Digits) is var found and >= 0)
        {
            if (++digits == 12)
                return true;
            text = text[(found + 1)..];
        }

        return false;
    }
}
