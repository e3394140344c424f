using System.Text;

namespace Agentry;

/// <summary>Cuts a text that is longer than allowed, between characters, and marks the cut within the allowed length.</summary>
internal sealed class SizeStage(int max) : TextStage
{
    public const string Mark = " [cut: too long]";
    public const string Category = "size";
    public const string Rule = "too_long";

    private StringBuilder? _held;
    private readonly List<GuardrailFinding> _findings = [];
    private int _seen;

    public override IReadOnlyCollection<GuardrailFinding> Findings => _findings;

    public override void Append(ReadOnlySpan<char> piece, bool isLast, StringBuilder output)
    {
        if (_findings.Count > 0)
        {
            _seen += piece.Length;
            return;
        }

        // Up to here the text passes whatever follows; the rest waits until it is known whether the mark must take its place.
        int limit = max - Mark.Length;
        int free = Math.Max(0, Math.Min(piece.Length, limit - _seen));
        if (free > 0 && _seen + free == limit && char.IsHighSurrogate(piece[free - 1]))
            free--;
        output.Append(piece[..free]);
        if (free < piece.Length)
            (_held ??= new StringBuilder()).Append(piece[free..]);
        _seen += piece.Length;
        if (_seen > max)
        {
            output.Append(Mark);
            _held = null;
            _findings.Add(Found(max));
        }
        else if (isLast)
        {
            output.Append(_held);
            _held = null;
        }
    }

    public static GuardrailFinding Found(int max) =>
        new() { Category = Category, Rule = Rule, Severity = GuardrailSeverity.Medium, Start = max };
}
