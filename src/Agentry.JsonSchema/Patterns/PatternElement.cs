using System.Text;

namespace Agentry.JsonSchema;

/// <summary>A repeated character class of a sequence.</summary>
internal sealed class PatternElement
{
    private const int FirstNonAscii = 0x80;

    private readonly CharacterSet _set;
    private readonly bool[] _ascii = new bool[FirstNonAscii];

    public PatternElement(CharacterSet set, int min, int max)
    {
        _set = set;
        Min = min;
        Max = max;
        for (var c = 0; c < FirstNonAscii; c++)
        {
            _ascii[c] = set.Contains(c);
        }
    }

    public int Min { get; }

    public int Max { get; }

    public bool Overlaps(PatternElement other) => _set.Overlaps(other._set);

    /// <summary>The bytes of the character that the text starts with when it is in the class; 0 when it is not.</summary>
    public int Take(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        if (text[0] < FirstNonAscii) return _ascii[text[0]] ? 1 : 0;

        // Half a surrogate pair is in no class, as in the regular expressions.
        Rune.DecodeFromUtf8(text, out var rune, out var length);
        return rune != Rune.ReplacementChar || length == 3 && text[0] == 0xEF ? _set.Contains(rune.Value) ? length : 0 : 0;
    }
}
