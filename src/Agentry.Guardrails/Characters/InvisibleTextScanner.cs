namespace Agentry;

/// <summary>Removes what is not seen, unless writing needs it where it stands.</summary>
internal sealed class InvisibleTextScanner : TextScanner
{
    private const string Tag = "tag_character";
    private const string ZeroWidth = "zero_width";
    private const string Direction = "direction_control";
    private const string Selector = "variation_selector";

    /// <summary>A flag is the base, at most six letters or digits (subdivision codes), and the cancel tag.</summary>
    private const int MaxFlagTags = 7;

    /// <summary>A whole flag: its base, its tags and the character before, each a pair.</summary>
    public override int ContextLength => 4;

    public override string Category => "hidden_text";

    public override GuardrailSeverity SeverityOf(string rule) => rule switch
    {
        Tag => GuardrailSeverity.High,
        ZeroWidth => GuardrailSeverity.Low,
        _ => GuardrailSeverity.Medium,
    };

    public override bool MayMatch(ReadOnlySpan<char> text) => text.ContainsAny(InvisibleCharacters.Candidates);

    public override int Next(ReadOnlySpan<char> text, int from)
    {
        int found = text[from..].IndexOfAny(InvisibleCharacters.Candidates);
        return found < 0 ? text.Length : from + found;
    }

    public override ScanStep Scan(ReadOnlySpan<char> text, int at, bool isLast)
    {
        char c = text[at];
        if (c == InvisibleCharacters.TagLead)
            return Supplementary(text, at, isLast);
        if (InvisibleCharacters.IsVariationSelector(c))
            return VariationSelector(text, at, 1);
        if (InvisibleCharacters.IsDirectionControl(c))
            return new ScanStep(1, Direction);
        bool needsNext = c == InvisibleCharacters.Joiner || c == InvisibleCharacters.ZeroWidthSpace || InvisibleCharacters.IsDirectionMark(c);
        if (needsNext && !isLast && InvisibleCharacters.IsCut(text, at + 1))
            return ScanStep.More;
        int before = InvisibleCharacters.Before(text, at);
        int after = at + 1 < text.Length ? InvisibleCharacters.At(text, at + 1) : 0;
        return IsNeeded(c, before, after) ? ScanStep.Keep(1) : new ScanStep(1, InvisibleCharacters.IsDirectionMark(c) ? Direction : ZeroWidth);
    }

    private static bool IsNeeded(char c, int before, int after) => c switch
    {
        InvisibleCharacters.Joiner => (InvisibleCharacters.IsPicture(before) && InvisibleCharacters.IsPicture(after)) || InvisibleCharacters.UsesJoiners(before),
        InvisibleCharacters.NonJoiner => InvisibleCharacters.UsesJoiners(before),
        InvisibleCharacters.ZeroWidthSpace => InvisibleCharacters.MarksWordEnds(before) && InvisibleCharacters.MarksWordEnds(after),
        _ => InvisibleCharacters.IsDirectionMark(c) && (InvisibleCharacters.IsRightToLeft(before) || InvisibleCharacters.IsRightToLeft(after)),
    };

    private static ScanStep Supplementary(ReadOnlySpan<char> text, int at, bool isLast)
    {
        if (at + 1 >= text.Length)
            return isLast ? ScanStep.Keep(1) : ScanStep.More;
        int point = InvisibleCharacters.At(text, at);
        if (InvisibleCharacters.IsVariationSelector(point))
            return VariationSelector(text, at, 2);
        if (!InvisibleCharacters.IsTag(point))
            return ScanStep.Keep(1);
        return InvisibleCharacters.Before(text, at) == InvisibleCharacters.FlagBase ? Flag(text, at, isLast) : new ScanStep(2, Tag);
    }

    /// <summary>The tags after a flag's base stay when they end properly.</summary>
    private static ScanStep Flag(ReadOnlySpan<char> text, int at, bool isLast)
    {
        for (int i = 0; i < MaxFlagTags; i++)
        {
            int place = at + (i * 2);
            if (place + 1 >= text.Length)
                return isLast ? new ScanStep(2, Tag) : ScanStep.More;
            int point = InvisibleCharacters.At(text, place);
            if (point == InvisibleCharacters.CancelTag && i > 0)
                return ScanStep.Keep((i + 1) * 2);
            if (!char.IsAsciiLetterLower((char)(point - 0xE0000)) && !char.IsAsciiDigit((char)(point - 0xE0000)))
                return new ScanStep(2, Tag);
        }

        return new ScanStep(2, Tag);
    }

    /// <summary>One selector after a visible character chooses its form; a row of them is a way to carry bytes.</summary>
    private static ScanStep VariationSelector(ReadOnlySpan<char> text, int at, int length)
    {
        int before = InvisibleCharacters.Before(text, at);
        bool keeps = before > ' ' && !InvisibleCharacters.IsVariationSelector(before) && (length == 1 || InvisibleCharacters.IsIdeograph(before));
        return keeps ? ScanStep.Keep(length) : new ScanStep(length, Selector);
    }
}
