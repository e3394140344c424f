namespace Agentry.JsonSchema;

/// <summary>The string keywords of one schema, fused so that a string is decoded once.</summary>
internal sealed class StringPlan
{
    public required long MinLength { get; init; }

    public required long MaxLength { get; init; }

    public required PatternMatcher? Pattern { get; init; }

    public required StringFormat Format { get; init; }

    public bool HasLimits => MinLength > 0 || MaxLength < long.MaxValue || Pattern is not null || Format != StringFormat.None;

    /// <summary>The keyword that does not hold for this text, or null.</summary>
    public string? FindFailure(ReadOnlySpan<byte> text, ref EvaluationState state)
    {
        if (!HasLength(text, out var keyword)) return keyword;
        if (Format != StringFormat.None && !FormatCheck.IsMatch(Format, text)) return "format";
        if (Pattern is not null && !Pattern.IsMatch(text, ref state)) return "pattern";
        return null;
    }

    // A code point takes one to four bytes: only texts near a limit are counted.
    private bool HasLength(ReadOnlySpan<byte> text, out string? keyword)
    {
        keyword = null;
        if (MinLength > 0 && text.Length < MinLength * 4 && JsonText.CountCodePoints(text) < MinLength) keyword = "minLength";
        else if (text.Length > MaxLength && JsonText.CountCodePoints(text) > MaxLength) keyword = "maxLength";
        return keyword is null;
    }
}
