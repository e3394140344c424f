using System.Buffers;

namespace Agentry;

/// <summary>Takes the force out of markup and leaves its text and addresses readable.</summary>
internal sealed class MarkupScanner(IReadOnlyList<string> allowedHosts) : TextScanner
{
    private const string Html = "active_html";
    private const string Link = "remote_link";
    private const string Definition = "remote_link_definition";

    /// <summary>Blanks between <c>](</c> and the target that are looked over; with more the target counts as obscure.</summary>
    private const int MaxBlanks = 32;

    private static readonly SearchValues<char> Candidates = SearchValues.Create("<]");

    private readonly LinkTargetReader _targets = new(allowedHosts);

    public override string Category => "markup";

    public override GuardrailSeverity SeverityOf(string rule) => rule == Html ? GuardrailSeverity.Medium : GuardrailSeverity.Low;

    public override bool MayMatch(ReadOnlySpan<char> text) =>
        text.Contains('<') || text.Contains("](", StringComparison.Ordinal) || text.Contains("]:", StringComparison.Ordinal);

    public override int Next(ReadOnlySpan<char> text, int from)
    {
        int found = text[from..].IndexOfAny(Candidates);
        return found < 0 ? text.Length : from + found;
    }

    public override ScanStep Scan(ReadOnlySpan<char> text, int at, bool isLast)
    {
        if (text[at] == ']')
            return Bracket(text, at, isLast);
        return HtmlTag.IsActive(text, at, isLast) switch
        {
            null => ScanStep.More,
            true => new ScanStep(1, Html, "&lt;"),
            false => ScanStep.Keep(1),
        };
    }

    private ScanStep Bracket(ReadOnlySpan<char> text, int at, bool isLast)
    {
        if (at + 1 >= text.Length)
            return isLast ? ScanStep.Keep(1) : ScanStep.More;
        if (text[at + 1] is not ('(' or ':'))
            return ScanStep.Keep(1);
        bool isLink = text[at + 1] == '(';
        LinkTarget target = Target(text, at + 2, isLast);
        return target switch
        {
            LinkTarget.Undecided => ScanStep.More,
            LinkTarget.Remote => new ScanStep(1, isLink ? Link : Definition, "] "),
            LinkTarget.Obscure when isLink => new ScanStep(1, Link, "] "),
            _ => ScanStep.Keep(1),
        };
    }

    private LinkTarget Target(ReadOnlySpan<char> text, int at, bool isLast)
    {
        int blanks = 0;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
            if (++blanks > MaxBlanks)
                return LinkTarget.Obscure;
        }

        return _targets.Read(text, at < text.Length && text[at] == '<' ? at + 1 : at, isLast);
    }
}
