namespace Agentry;

/// <summary>
/// Finds and replaces from left to right, one decision at a time. A decision looks at the text from one place on and at most
/// <see cref="ContextLength"/> characters before it, and is made only when no further text could change it: that is why a text gives
/// the same result in whatever pieces it comes.
/// </summary>
/// <remarks>Immutable and thread-safe, or made anew for each text.</remarks>
internal abstract class TextScanner
{
    /// <summary>How many characters before a place a decision may look at.</summary>
    public virtual int ContextLength => 2;

    public abstract string Category { get; }

    public abstract GuardrailSeverity SeverityOf(string rule);

    /// <summary>False when a whole text holds nothing for this scanner. Fast.</summary>
    public abstract bool MayMatch(ReadOnlySpan<char> text);

    /// <summary>The next place where a decision is needed; the characters before it stay. Past the end when there is none.</summary>
    public abstract int Next(ReadOnlySpan<char> text, int from);

    /// <summary>Decides at a place.</summary>
    /// <param name="text">The text from the context on.</param>
    /// <param name="at">The place.</param>
    /// <param name="isLast">True when nothing follows the text.</param>
    public abstract ScanStep Scan(ReadOnlySpan<char> text, int at, bool isLast);
}
