using System.Text;

namespace Agentry;

/// <summary>Rewrites one text that comes in pieces. Used once, by one thread at a time.</summary>
internal abstract class TextStage
{
    /// <summary>What was found so far, by rule.</summary>
    public abstract IReadOnlyCollection<GuardrailFinding> Findings { get; }

    /// <summary>Takes the next piece and writes what is decided.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="isLast">True when no piece follows; then everything is written.</param>
    /// <param name="output">Where to.</param>
    public abstract void Append(ReadOnlySpan<char> piece, bool isLast, StringBuilder output);
}
