using System.Buffers;
using System.Text;

namespace Agentry;

/// <summary>Which characters are not seen, and where writing needs them all the same.</summary>
internal static class InvisibleCharacters
{
    public const char ZeroWidthSpace = '\u200B';
    public const char NonJoiner = '\u200C';
    public const char Joiner = '\u200D';

    /// <summary>Unicode tags and the supplementary variation selectors are pairs that begin with this.</summary>
    public const char TagLead = '\uDB40';

    /// <summary>The black flag that a sequence of tags turns into the flag of a region (UTS #51, emoji tag sequences).</summary>
    public const int FlagBase = 0x1F3F4;
    public const int CancelTag = 0xE007F;

    public static readonly SearchValues<char> Candidates = SearchValues.Create(
        "\u00AD\u034F\u061C\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069"
        + "\u206A\u206B\u206C\u206D\u206E\u206F\u3164\uFE00\uFE01\uFE02\uFE03\uFE04\uFE05\uFE06\uFE07\uFE08\uFE09\uFE0A\uFE0B\uFE0C\uFE0D\uFE0E\uFE0F"
        + "\uFEFF\uFFA0\uFFF9\uFFFA\uFFFB\uDB40");

    public static bool IsTag(int point) => point is >= 0xE0000 and <= 0xE007F;

    public static bool IsVariationSelector(int point) => point is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF;

    public static bool IsDirectionMark(char c) => c is '\u200E' or '\u200F' or '\u061C';

    public static bool IsDirectionControl(char c) => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';

    public static bool IsRightToLeft(int point) =>
        point is >= 0x0590 and <= 0x08FF or >= 0xFB1D and <= 0xFDFF or >= 0xFE70 and <= 0xFEFC or >= 0x10800 and <= 0x10FFF or >= 0x1E800 and <= 0x1EFFF;

    /// <summary>Scripts whose letters change shape with joiners (Arabic, Indic and their kin), or that mark word ends with zero-width spaces.</summary>
    public static bool UsesJoiners(int point) => point is >= 0x0600 and <= 0x109F or >= 0x1780 and <= 0x18AF or >= 0xA840 and <= 0xABFF or >= 0x11000 and <= 0x11FFF;

    public static bool MarksWordEnds(int point) => point is >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF;

    /// <summary>Pictures, their modifiers and the selectors between them.</summary>
    public static bool IsPicture(int point) => point is >= 0x1F000 and <= 0x1FAFF or >= 0x2190 and <= 0x2BFF or 0x3030 or 0x303D or 0x3297 or 0x3299 or 0xFE0F or 0x20E3;

    public static bool IsIdeograph(int point) => point is >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;

    /// <summary>The character that ends before a place; 0 at the beginning.</summary>
    public static int Before(ReadOnlySpan<char> text, int at) =>
        Rune.DecodeLastFromUtf16(text[..at], out Rune rune, out _) == OperationStatus.Done ? rune.Value : 0;

    /// <summary>The character that begins at a place; 0 at the end.</summary>
    public static int At(ReadOnlySpan<char> text, int at) =>
        Rune.DecodeFromUtf16(text[at..], out Rune rune, out _) == OperationStatus.Done ? rune.Value : 0;

    /// <summary>True when the character at a place may be cut off by the end of the piece.</summary>
    public static bool IsCut(ReadOnlySpan<char> text, int at) =>
        at >= text.Length || (at == text.Length - 1 && char.IsHighSurrogate(text[at]));
}
