using System.Collections.Frozen;

namespace Agentry;

/// <summary>Tells HTML that loads, runs or hides something from HTML that only formats, and from code and prose with a less-than sign.</summary>
internal static class HtmlTag
{
    /// <summary>Longest element or attribute name that is looked at; HTML's own are shorter.</summary>
    private const int MaxName = 32;

    /// <summary>How far the attributes of one tag are read. A tag that is longer counts as active.</summary>
    private const int MaxTag = 256;

    /// <summary>Elements that act, or change how what follows is read, without any attribute.</summary>
    private static readonly FrozenSet<string> ActiveAlone = Set(
        "script", "style", "svg", "math", "noscript", "template", "textarea", "select", "title", "xmp", "plaintext", "body", "html", "head", "frameset",
        "marquee", "form", "portal");

    /// <summary>Elements whose attributes load, send or lead somewhere.</summary>
    private static readonly FrozenSet<string> ActiveWithAttributes = Set(
        "img", "image", "iframe", "frame", "object", "embed", "applet", "link", "meta", "base", "picture", "source", "track", "video", "audio", "input",
        "button", "a", "area", "isindex", "bgsound", "layer", "param");

    private static readonly FrozenSet<string> ActiveAttributes = Set(
        "style", "src", "srcset", "href", "xlink:href", "action", "formaction", "background", "poster", "data", "srcdoc", "http-equiv", "ping");

    /// <summary>True, false, or null when more text is needed. The text at the place is the less-than sign.</summary>
    public static bool? IsActive(ReadOnlySpan<char> text, int at, bool isLast)
    {
        int i = at + 1;
        bool closing = i < text.Length && text[i] == '/';
        if (closing)
            i++;
        if (i >= text.Length)
            return isLast ? false : null;
        if (!char.IsAsciiLetter(text[i]))
            return !closing && text[i] == '!' ? IsComment(text, i, isLast) : false;
        int start = i;
        while (i < text.Length && i - start <= MaxName && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or ':'))
            i++;
        if (i - start > MaxName)
            return false;
        if (i >= text.Length && !isLast)
            return null;
        ReadOnlySpan<char> name = text[start..i];
        char after = i < text.Length ? text[i] : '>';
        if (after != '>' && after != '/' && !char.IsWhiteSpace(after))
            return false;
        if (Holds(ActiveAlone, name))
            return true;
        if (closing || after == '>')
            return false;
        return Holds(ActiveWithAttributes, name) ? true : HasActiveAttribute(text, i, isLast);
    }

    private static bool? IsComment(ReadOnlySpan<char> text, int at, bool isLast)
    {
        ReadOnlySpan<char> begin = "!--";
        ReadOnlySpan<char> there = text[at..Math.Min(text.Length, at + begin.Length)];
        return there.Length < begin.Length && !isLast && begin.StartsWith(there) ? null : there.SequenceEqual(begin);
    }

    private static bool? HasActiveAttribute(ReadOnlySpan<char> text, int at, bool isLast)
    {
        int end = Math.Min(text.Length, at + MaxTag);
        bool assigns = false;
        for (int i = at; i < end; i++)
        {
            if (text[i] is '>' or '<')
                return false;
            if (text[i] != '=')
                continue;
            assigns = true;
            if (IsActiveAttribute(text, at, i))
                return true;
        }

        return end < at + MaxTag ? (isLast ? false : null) : assigns;
    }

    /// <summary>The name that stands before an equals sign.</summary>
    private static bool IsActiveAttribute(ReadOnlySpan<char> text, int from, int equals)
    {
        int end = equals;
        while (end > from && char.IsWhiteSpace(text[end - 1]))
            end--;
        int start = end;
        while (start > from && end - start <= MaxName && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '-' or ':'))
            start--;
        ReadOnlySpan<char> name = text[start..end];
        return (name.Length > 4 && name.StartsWith("on", StringComparison.OrdinalIgnoreCase)) || Holds(ActiveAttributes, name);
    }

    private static bool Holds(FrozenSet<string> names, ReadOnlySpan<char> name) =>
        names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    private static FrozenSet<string> Set(params IReadOnlyList<string> names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
