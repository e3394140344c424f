using System.Text.Json;

namespace RefundDesk;

/// <summary>
/// Finds the lines of an order that the user speaks of. The last word of a line's name says what the thing is; the others tell two of a
/// kind apart. An item that the user names and the order does not hold is a question, never "then all of it".
/// </summary>
internal static class ItemMatcher
{
    private const int LongEnoughToMistype = 5;

    /// <summary>The lines meant, empty for the whole order; or the question to ask.</summary>
    public static (IReadOnlyList<JsonElement> Lines, string? Question) Match(JsonElement order, DeskRequest request)
    {
        if (request.WholeOrder)
            return ([], null);

        var lines = order.List("lines");
        var meant = new List<JsonElement>();
        foreach (var item in request.Items)
        {
            var words = item.Split(' ');
            var found = Best(lines, words);
            if (found.Count == 0)
                return ([], $"I see no \"{item}\" in order {order.Number("order_id")}; "
                    + $"it holds {Wording.Lines(order)}. Which item, or the whole order?");
            if (found.Count > 1)
                return ([], $"\"{item}\" may be {string.Join(" or ", found.Select(line => line.Text("name")))}. Which one?");
            if (!meant.Contains(found[0]))
                meant.Add(found[0]);
        }

        if (request.Items.Count == 0)
            meant.AddRange(lines.Where(line => Names(request.Sentence.Words, line)));
        if (request.Items.Count == 0 && meant.Count > 1)
            return (
                [],
                $"You name {string.Join(" and ", meant.Select(line => line.Text("name")))}. Which of them, or the whole order?");
        if (!request.AllBut)
            return (meant, null);

        // An empty list would mean the whole order: the very thing that was excluded.
        var rest = lines.Except(meant).ToList();
        return meant.Count == 0 || rest.Count == 0
            ? ([], $"The order holds {Wording.Lines(order)}. Which item shall be refunded?")
            : (rest, null);
    }

    private static List<JsonElement> Best(IReadOnlyList<JsonElement> lines, string[] words)
    {
        var scored = lines.Select(line => (Line: line, Score: Score(line, words))).Where(pair => pair.Score > 0).ToList();
        return [.. scored.Where(pair => pair.Score == scored.Max(other => other.Score)).Select(pair => pair.Line)];
    }

    private static int Score(JsonElement line, string[] words)
    {
        var name = NameOf(line);
        var score = name.Count(part => words.Any(word => Same(word, part)));
        return words.Any(word => Same(word, name[^1])) ? score + name.Length : score;
    }

    private static bool Names(IReadOnlyList<string> words, JsonElement line) => words.Any(word => Same(word, Head(line)));

    private static string Head(JsonElement line) => NameOf(line)[^1];

    private static string[] NameOf(JsonElement line) => (line.Text("name") ?? "?").ToLowerInvariant().Split(' ');

    private static bool Same(string word, string part) =>
        word == part || word == part + "s"
        || (part.Length >= LongEnoughToMistype && !Vocabulary.IsKnown(word) && Spelling.Distance(word, part) == 1);
}
