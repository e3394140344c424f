namespace Agentry;

/// <summary>A text is no expression.</summary>
internal sealed class ExpressionException(string problem, int position, string text)
    : FormatException($"{problem} at character {position + 1} of '{text}'.");
