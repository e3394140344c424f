namespace Agentry;

/// <summary>Finds an e-mail address as people write them; letters of any script count.</summary>
internal static class EmailAddress
{
    public const int NeedsMore = -1;

    /// <summary>Longest part before the sign (RFC 5321).</summary>
    private const int MaxLocal = 64;

    /// <summary>Longest domain (RFC 5321).</summary>
    private const int MaxDomain = 255;

    public static bool IsStart(char c) => char.IsLetterOrDigit(c) || c == '_';

    /// <summary>The length of the address that begins at a place; 0 for none; <see cref="NeedsMore"/>.</summary>
    public static int Match(ReadOnlySpan<char> text, int at, bool isLast, out int domainStart)
    {
        domainStart = 0;
        int i = at;
        while (i < text.Length && i - at <= MaxLocal && (IsStart(text[i]) || text[i] is '.' or '+' or '-' or '%' or '\''))
            i++;
        if (i - at > MaxLocal)
            return 0;
        if (i >= text.Length)
            return isLast ? 0 : NeedsMore;
        if (text[i] != '@')
            return 0;
        domainStart = ++i;
        while (i < text.Length && i - domainStart <= MaxDomain && (char.IsLetterOrDigit(text[i]) || text[i] is '.' or '-'))
            i++;
        if (i >= text.Length && i - domainStart <= MaxDomain && !isLast)
            return NeedsMore;
        return DomainLength(text[domainStart..i]) is var length and > 0 ? domainStart - at + length : 0;
    }

    /// <summary>The part that is a domain: labels and dots, the last label not a number.</summary>
    private static int DomainLength(ReadOnlySpan<char> domain)
    {
        int gap = domain.IndexOf("..", StringComparison.Ordinal);
        if (gap >= 0)
            domain = domain[..gap];
        domain = domain.TrimEnd(".-");
        int dot = domain.LastIndexOf('.');
        return dot > 0 && domain.Length - dot > 2 && domain[0] != '-' && char.IsLetter(domain[dot + 1]) ? domain.Length : 0;
    }
}
