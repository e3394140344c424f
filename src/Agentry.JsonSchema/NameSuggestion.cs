namespace Agentry.JsonSchema;

/// <summary>Finds the names that somebody may have meant.</summary>
public static class NameSuggestion
{
    // Names come from callers: the work for one comparison has to stay small.
    private const int MaxLength = 64;

    // A third of these is no letter.
    private const int ShortLength = 2;

    /// <summary>
    /// The candidates nearest to <paramref name="name"/>, best first: those that differ only in case or in <c>_</c>, <c>-</c>, <c>.</c>
    /// and spaces, then those within a Damerau-Levenshtein distance of a third of the name's length.
    /// </summary>
    /// <param name="name">The name that was not found.</param>
    /// <param name="candidates">The names that exist; one equal to <paramref name="name"/> is left out.</param>
    /// <param name="max">How many to return at most.</param>
    /// <returns>Empty when nothing is near. Candidates at the same distance keep their order.</returns>
    public static IReadOnlyList<string> Nearest(string name, IEnumerable<string> candidates, int max = 3)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        List<(string Name, int Distance)> near = [];
        var plain = Normalise(name);
        foreach (var candidate in candidates)
        {
            if (candidate == name) continue;
            var distance = candidate.Length > 0 && Normalise(candidate) == plain ? 0 : Distance(name, candidate);
            if (distance <= name.Length / 3) near.Add((candidate, distance));
        }
        return [.. near.OrderBy(item => item.Distance).Take(max).Select(item => item.Name)];
    }

    /// <summary>
    /// The candidate that a name too short for <see cref="Nearest"/> was meant for: the only one that differs by one letter too many, one missing or two swapped, and only
    /// where that one is as near to no other of the <paramref name="rivals"/>. Null when there is none or several.
    /// </summary>
    internal static string? OnlyNear(string name, IReadOnlyList<string> candidates, IReadOnlyList<string> rivals) =>
        OnlyNear(name, candidates) is { } near && (name.Length <= ShortLength || near.Length <= ShortLength) && OnlyNear(near, rivals) == name ? near : null;

    private static string? OnlyNear(string name, IReadOnlyList<string> candidates)
    {
        string? found = null;
        foreach (var candidate in candidates)
        {
            if (!DiffersByOne(name, candidate)) continue;
            if (found is not null) return null;
            found = candidate;
        }
        return found;
    }

    private static bool DiffersByOne(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0) return false;
        if (left.Length == right.Length) return left.Length == 2 && left != right && left[0] == right[1] && left[1] == right[0];
        var (shorter, longer) = left.Length < right.Length ? (left, right) : (right, left);
        if (longer.Length != shorter.Length + 1) return false;
        var same = shorter.AsSpan().CommonPrefixLength(longer);
        return shorter.AsSpan(same).SequenceEqual(longer.AsSpan(same + 1));
    }

    private static string Normalise(string name) =>
        string.Concat(name.Where(c => c is not ('_' or '-' or '.' or ' '))).ToUpperInvariant();

    // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours count one each.
    private static int Distance(string left, string right)
    {
        if (left.Length > MaxLength || right.Length > MaxLength || Math.Abs(left.Length - right.Length) > left.Length / 3) return int.MaxValue;
        Span<int> rows = stackalloc int[3 * (MaxLength + 1)];
        var width = right.Length + 1;
        var beforeLast = rows[..width];
        var last = rows.Slice(width, width);
        var current = rows.Slice(2 * width, width);
        for (var j = 0; j < width; j++) last[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j < width; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }
            var free = beforeLast;
            beforeLast = last;
            last = current;
            current = free;
        }
        return last[width - 1];
    }
}
