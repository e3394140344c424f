using System.Globalization;

namespace Agentry.JsonSchema;

/// <summary>
/// Which code points a label may hold, and in which company: RFC 5892. What that document derives from Unicode normalisation is approximated by the ranges of
/// compatibility characters, so that no normalisation data is needed.
/// </summary>
internal static class IdnLabel
{
    public static bool IsMatch(ReadOnlySpan<int> label)
    {
        if (label[0] == '-' || label[^1] == '-' || (label.Length >= 4 && label[2] == '-' && label[3] == '-')) return false;
        if (CategoryOf(label[0]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark) return false;
        for (var i = 0; i < label.Length; i++)
        {
            if (!IsAllowed(label, i)) return false;
        }
        return true;
    }

    private static bool IsAllowed(ReadOnlySpan<int> label, int index) => label[index] switch
    {
        // Exceptions of section 2.6, contextual rules of appendix A.
        0x00DF or 0x03C2 or 0x06FD or 0x06FE or 0x0F0B or 0x3007 or '-' => true,
        0x0640 or 0x07FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B => false,
        0x00B7 => index > 0 && index + 1 < label.Length && label[index - 1] == 'l' && label[index + 1] == 'l',
        0x0375 => index + 1 < label.Length && IsGreek(label[index + 1]),
        0x05F3 or 0x05F4 => index > 0 && label[index - 1] is >= 0x0590 and <= 0x05FF,
        0x30FB => HasJapanese(label),
        >= 0x0660 and <= 0x0669 => !label.ContainsAnyInRange(0x06F0, 0x06F9),
        >= 0x06F0 and <= 0x06F9 => !label.ContainsAnyInRange(0x0660, 0x0669),
        0x200D => index > 0 && IsVirama(label[index - 1]),
        0x200C => index > 0 && (IsVirama(label[index - 1]) || JoinsAcross(label, index)),
        var c => IsLetterOrDigit(c) && !IsCompatibility(c),
    };

    private static bool IsLetterOrDigit(int c) => CategoryOf(c) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static UnicodeCategory CategoryOf(int c) => CharUnicodeInfo.GetUnicodeCategory(c);

    private static bool IsGreek(int c) => c is (>= 0x0370 and <= 0x03FF and not 0x0375) or (>= 0x1F00 and <= 0x1FFF);

    private static bool HasJapanese(ReadOnlySpan<int> label)
    {
        foreach (var c in label)
        {
            if (c is not 0x30FB and ((>= 0x3041 and <= 0x30FF) or 0x3005 or 0x3007 or (>= 0x3400 and <= 0x9FFF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x20000 and <= 0x3FFFF))) return true;
        }
        return false;
    }

    // Between letters of scripts that join.
    private static bool JoinsAcross(ReadOnlySpan<int> label, int index)
    {
        int before = index - 1, after = index + 1;
        while (before >= 0 && CategoryOf(label[before]) == UnicodeCategory.NonSpacingMark) before--;
        while (after < label.Length && CategoryOf(label[after]) == UnicodeCategory.NonSpacingMark) after++;
        return before >= 0 && after < label.Length && IsJoining(label[before]) && IsJoining(label[after]);
    }

    private static bool IsJoining(int c) =>
        c is (>= 0x0620 and <= 0x06FF) or (>= 0x0710 and <= 0x077F) or (>= 0x07CA and <= 0x07EA) or (>= 0x0840 and <= 0x08FF) or (>= 0x1807 and <= 0x18AA) or (>= 0xA840 and <= 0xA872);

    // Canonical combining class 9.
    private static bool IsVirama(int c) => c is 0x094D or 0x09CD or 0x0A4D or 0x0ACD or 0x0B4D or 0x0BCD or 0x0C4D or 0x0CCD or 0x0D3B or 0x0D3C or 0x0D4D or 0x0DCA
        or 0x0E3A or 0x0EBA or 0x0F84 or 0x1039 or 0x103A or 0x1714 or 0x1734 or 0x17D2 or 0x1A60 or 0x1B44 or 0x1BAA or 0x1BAB or 0x1BF2 or 0x1BF3 or 0x2D7F
        or 0xA806 or 0xA8C4 or 0xA953 or 0xA9C0 or 0xAAF6 or 0xABED or 0x10A3F or 0x11046 or 0x1107F or 0x110B9 or 0x11133 or 0x11134 or 0x111C0 or 0x11235
        or 0x112EA or 0x1134D or 0x11442 or 0x114C2 or 0x115BF or 0x1163F or 0x116B6 or 0x1172B or 0x11839;

    // Characters that normalisation turns into others: ligatures, wide, circled, presentation and old jamo forms.
    private static bool IsCompatibility(int c) => c is 0x00AA or 0x00BA or 0x0149 or 0x017F or 0x0E33 or 0x0EB3 or (>= 0x02B0 and <= 0x02B8) or (>= 0x1100 and <= 0x11FF)
        or (>= 0x1D2C and <= 0x1D6A) or (>= 0x2100 and <= 0x214F) or (>= 0x2F00 and <= 0x2FDF) or (>= 0x3131 and <= 0x318E) or (>= 0xA960 and <= 0xA97C)
        or (>= 0xD7B0 and <= 0xD7FB) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFB00 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE) or (>= 0xFF00 and <= 0xFFEF)
        or (>= 0x1D400 and <= 0x1D7FF) or (>= 0x2F800 and <= 0x2FA1F);
}
