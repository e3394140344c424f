using System.Buffers;
using System.Text;

namespace Agentry;

/// <summary>The words without one of which none of the patterns can match, looked for together.</summary>
internal static class InjectionAnchors
{
    /// <summary>
    /// How many words are looked for in one pass. With more, with words under three characters or outside of ASCII among them, the framework falls back from its
    /// vectorised search to one that takes several times as long.
    /// </summary>
    private const int Together = 16;

    private const int LeastLength = 3;

    private static readonly string[] Words = Shortest([.. InjectionPatterns.All.SelectMany(p => p.Anchors).Distinct(StringComparer.OrdinalIgnoreCase)]);

    private static readonly SearchValues<string>[] Usual =
        [.. Words.Where(w => Ascii.IsValid(w) && w.Length >= LeastLength).Order(StringComparer.Ordinal).Chunk(Together).Select(Create)];

    private static readonly string[] Short = [.. Words.Where(w => Ascii.IsValid(w) && w.Length < LeastLength)];

    private static readonly SearchValues<string> Foreign = Create([.. Words.Where(w => !Ascii.IsValid(w))]);

    /// <summary>False when no pattern can match. Fast.</summary>
    public static bool AreIn(ReadOnlySpan<char> text)
    {
        foreach (SearchValues<string> words in Usual)
        {
            if (text.ContainsAny(words))
                return true;
        }

        foreach (string word in Short)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return !Ascii.IsValid(text) && text.ContainsAny(Foreign);
    }

    /// <summary>Who finds <c>instruction</c> need not look for <c>instructions</c>.</summary>
    private static string[] Shortest(string[] words) =>
        [.. words.Where(w => !words.Any(part => part.Length < w.Length && w.Contains(part, StringComparison.OrdinalIgnoreCase)))];

    private static SearchValues<string> Create(string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
