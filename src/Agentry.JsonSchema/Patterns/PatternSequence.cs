namespace Agentry.JsonSchema;

/// <summary>A pattern that is a plain row of character classes, such as <c>^[A-Z]{3}-[0-9]{6}$</c>, run over UTF-8.</summary>
internal sealed class PatternSequence(PatternElement[] elements, bool fromStart, bool toEnd)
{
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (fromStart) return IsMatchHere(text);
        while (true)
        {
            if (IsMatchHere(text)) return true;
            if (text.IsEmpty) return false;
            do text = text[1..];
            while (!text.IsEmpty && (text[0] & 0xC0) == 0x80);
        }
    }

    private bool IsMatchHere(ReadOnlySpan<byte> text)
    {
        foreach (var element in elements)
        {
            var count = 0;
            while (count < element.Max && element.Take(text) is var length and > 0)
            {
                text = text[length..];
                count++;
            }
            if (count < element.Min) return false;
        }
        return !toEnd || text.IsEmpty;
    }
}
