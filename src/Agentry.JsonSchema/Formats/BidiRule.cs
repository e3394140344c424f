using System.Globalization;

namespace Agentry.JsonSchema;

/// <summary>The rule of RFC 5893 section 2 for names in which something is written from right to left. Classes are told by block and category.</summary>
internal static class BidiRule
{
    private enum BidiClass
    {
        LeftToRight,
        RightToLeft,
        EuropeanNumber,
        ArabicNumber,
        Mark,
        Neutral,
    }

    public static bool HasRightToLeft(ReadOnlySpan<int> label)
    {
        foreach (var c in label)
        {
            if (ClassOf(c) is BidiClass.RightToLeft or BidiClass.ArabicNumber) return true;
        }
        return false;
    }

    public static bool IsMatch(ReadOnlySpan<int> label)
    {
        var isRightToLeft = ClassOf(label[0]) == BidiClass.RightToLeft;
        if (!isRightToLeft && ClassOf(label[0]) != BidiClass.LeftToRight) return false;
        var end = label.Length - 1;
        while (end > 0 && ClassOf(label[end]) == BidiClass.Mark) end--;
        var last = ClassOf(label[end]);
        if (last != BidiClass.EuropeanNumber && last != (isRightToLeft ? BidiClass.RightToLeft : BidiClass.LeftToRight) && !(isRightToLeft && last == BidiClass.ArabicNumber)) return false;
        bool hasEuropean = false, hasArabic = false;
        foreach (var c in label)
        {
            var kind = ClassOf(c);
            hasEuropean |= kind == BidiClass.EuropeanNumber;
            hasArabic |= kind == BidiClass.ArabicNumber;
            if (kind == (isRightToLeft ? BidiClass.LeftToRight : BidiClass.RightToLeft) || (!isRightToLeft && kind == BidiClass.ArabicNumber)) return false;
        }
        return !hasEuropean || !hasArabic;
    }

    private static BidiClass ClassOf(int c) => CharUnicodeInfo.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => BidiClass.Mark,
        UnicodeCategory.DecimalDigitNumber when c is (>= 0x0660 and <= 0x0669) or (>= 0x10D30 and <= 0x10D39) => BidiClass.ArabicNumber,
        UnicodeCategory.DecimalDigitNumber when c is (>= '0' and <= '9') or (>= 0x06F0 and <= 0x06F9) => BidiClass.EuropeanNumber,
        _ when c is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF) => BidiClass.RightToLeft,
        UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber => BidiClass.LeftToRight,
        _ => BidiClass.Neutral,
    };
}
