namespace RefundDesk;

/// <summary>Finds what the user calls the items: words after "the", "only", "broken" or "refund" that are no words of the desk.</summary>
internal static class ItemReader
{
    private const int LongestName = 4;

    private static readonly string[] Openers =
    [
        "the", "a", "an", "my", "his", "her", "their", "our", "this", "that", "only", "just", "for", "refund", "and", "ownername", "with",
        "these", "those",
    ];

    private static readonly string[] Fine = ["fine", "ok", "okay", "good", "perfect", "intact", "undamaged", "great", "alright"];

    /// <summary>The items named, and apart from them those that the user says are fine.</summary>
    public static (IReadOnlyList<string> Items, IReadOnlyList<string> Spared) Read(Sentence text)
    {
        var (items, spared) = (new List<string>(), new List<string>());
        for (var at = 0; at < text.Words.Count; at++)
        {
            if (!Opens(text.Words, at, items.Count > 0) || Name(text.Words, at + 1, out var end) is not { } item)
                continue;
            var list = IsFine(text.Words, end) ? spared : items;
            if (!list.Contains(item))
                list.Add(item);
        }

        return (items, spared);
    }

    /// <summary>True when the user names what to leave out.</summary>
    public static bool IsAllBut(Sentence text) =>
        text.Has("except", "except for", "apart from", "all but", "everything but", "but not", "other than");

    /// <summary>True when the user says that all of it is meant.</summary>
    public static bool IsWholeOrder(Sentence text) => !IsAllBut(text)
        && text.Has(
            "whole order", "entire order", "full order", "complete order", "whole ordernumber", "all of it",
            "everything", "all items", "the lot");

    private static bool Opens(IReadOnlyList<string> words, int at, bool hasItem) => words[at] switch
    {
        // "and" goes on with a list, it does not start one.
        "and" => hasItem,
        var word => Openers.Contains(word) || Vocabulary.Adjectives.Contains(word),
    };

    private static string? Name(IReadOnlyList<string> words, int start, out int end)
    {
        start += words.Skip(start).TakeWhile(Vocabulary.Adjectives.Contains).Count();
        var name = words.Skip(start).TakeWhile(IsWord).Take(LongestName).ToList();
        end = start + name.Count;
        return name.Count == 0 || Vocabulary.Generics.Contains(name[^1]) ? null : string.Join(' ', name);
    }

    private static bool IsFine(IReadOnlyList<string> words, int at) => words.Skip(at).Take(3).ToList() switch
    {
        ["is" or "was" or "are" or "were", "not", var flaw] => Vocabulary.Adjectives.Contains(flaw),
        ["is" or "was" or "are" or "were" or "works" or "arrived", var state, ..] => Fine.Contains(state),
        _ => false,
    };

    private static bool IsWord(string word) =>
        word.Length > 1 && char.IsLetter(word[0]) && !word.EndsWith("ly", StringComparison.Ordinal) && !Fine.Contains(word)
        && !Vocabulary.Stops.Contains(word) && !Vocabulary.Adjectives.Contains(word) && !Vocabulary.Keywords.Contains(word);
}
