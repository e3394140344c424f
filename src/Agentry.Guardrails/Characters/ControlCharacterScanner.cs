using System.Buffers;

namespace Agentry;

/// <summary>C0 and C1 controls and DEL, except tab, line feed and carriage return.</summary>
internal sealed class ControlCharacterScanner : TextScanner
{
    private const string Rule = "control_character";

    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r'))]);

    public override string Category => "hidden_text";

    public override GuardrailSeverity SeverityOf(string rule) => GuardrailSeverity.Low;

    public override bool MayMatch(ReadOnlySpan<char> text) => text.ContainsAny(Controls);

    public override int Next(ReadOnlySpan<char> text, int from)
    {
        int found = text[from..].IndexOfAny(Controls);
        return found < 0 ? text.Length : from + found;
    }

    public override ScanStep Scan(ReadOnlySpan<char> text, int at, bool isLast) => new(1, Rule);
}
