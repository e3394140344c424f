using System.Text;

namespace Agentry;

/// <summary>Runs a scanner over pieces. It keeps what is not decided yet and the few characters that decisions look back at.</summary>
internal sealed class ScannerStage(TextScanner scanner) : TextStage
{
    private const int FirstBuffer = 32;

    private FindingCounter? _findings;
    private char[] _kept = [];
    private int _count;
    private int _at;
    private int _dropped;
    private string? _lastRule;
    private int _lastEnd = -1;

    public override IReadOnlyCollection<GuardrailFinding> Findings => _findings?.Findings ?? [];

    public override void Append(ReadOnlySpan<char> piece, bool isLast, StringBuilder output)
    {
        if (_count == 0 && isLast)
        {
            Run(piece, isLast, output);
            return;
        }

        Keep(piece);
        Run(_kept.AsSpan(0, _count), isLast, output);
        Trim();
    }

    private void Keep(ReadOnlySpan<char> piece)
    {
        if (_count + piece.Length > _kept.Length)
            Array.Resize(ref _kept, Math.Max(FirstBuffer, Math.Max(_count + piece.Length, _kept.Length * 2)));
        piece.CopyTo(_kept.AsSpan(_count));
        _count += piece.Length;
    }

    private void Run(ReadOnlySpan<char> text, bool isLast, StringBuilder output)
    {
        while (_at < text.Length)
        {
            int next = Math.Min(scanner.Next(text, _at), text.Length);
            output.Append(text[_at..next]);
            _at = next;
            if (_at == text.Length)
                return;
            ScanStep step = scanner.Scan(text, _at, isLast);
            if (step.Length == 0)
                return;
            if (step.Rule is null)
            {
                output.Append(text.Slice(_at, step.Length));
            }
            else
            {
                output.Append(step.Replacement);
                Note(step);
            }

            _at += step.Length;
        }
    }

    /// <summary>Matches of one rule in a row are one finding.</summary>
    private void Note(ScanStep step)
    {
        int start = _dropped + _at;
        if (_lastEnd != start || _lastRule != step.Rule)
            (_findings ??= new FindingCounter()).Add(scanner.Category, step.Rule!, scanner.SeverityOf(step.Rule!), start, step.Length);
        _lastRule = step.Rule;
        _lastEnd = start + step.Length;
    }

    private void Trim()
    {
        int drop = _at - scanner.ContextLength;
        if (drop <= 0)
            return;
        _count -= drop;
        Array.Copy(_kept, drop, _kept, 0, _count);
        _at -= drop;
        _dropped += drop;
    }
}
