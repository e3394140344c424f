namespace RefundDesk;

/// <summary>Mends small typos in the words the rules look for. Names of people and things are none of them.</summary>
internal static class Spelling
{
    private const int ShortestWord = 4;
    private const int ShortestKeyword = 5;
    private const int LongWord = 8;

    /// <summary>The keyword that is meant, or the word itself.</summary>
    public static string Mend(string word)
    {
        if (word.Length < ShortestWord || !word.All(char.IsLetter) || Vocabulary.IsKnown(word))
            return word;

        var allowed = word.Length >= LongWord ? 2 : 1;
        var best = Vocabulary.Keywords
            .Where(keyword => keyword.Length >= ShortestKeyword
                && Math.Abs(keyword.Length - word.Length) <= allowed && keyword[0] == word[0])
            .Select(keyword => (Keyword: keyword, Distance: Distance(word, keyword)))
            .Where(near => near.Distance <= allowed)
            .OrderBy(near => near.Distance).ThenBy(near => near.Keyword, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Keyword ?? word;
    }

    /// <summary>The number of letters added, dropped, changed or swapped with their neighbour.</summary>
    public static int Distance(string left, string right)
    {
        var cost = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            cost[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            cost[0, j] = j;

        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[left.Length, right.Length];
    }
}
