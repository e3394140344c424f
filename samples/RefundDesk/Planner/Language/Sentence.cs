using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace RefundDesk;

/// <summary>
/// A text as the rules see it: lower-case words with small typos mended, contractions written out, and punctuation as words of
/// its own, so that a phrase never spans a comma.
/// </summary>
internal sealed partial class Sentence
{
    private static readonly FrozenDictionary<string, string> Contractions = new[]
    {
        ("don't", "do not"), ("doesn't", "does not"), ("didn't", "did not"), ("isn't", "is not"), ("wasn't", "was not"),
        ("aren't", "are not"), ("weren't", "were not"), ("hasn't", "has not"), ("haven't", "have not"), ("won't", "will not"),
        ("can't", "can not"), ("cannot", "can not"), ("couldn't", "could not"), ("it's", "it is"), ("what's", "what is"),
        ("where's", "where is"), ("who's", "who is"), ("how's", "how is"), ("that's", "that is"), ("i'd", "i would"), ("i've", "i have"),
        ("i'm", "i am"),
        // As people type them.
        ("dont", "do not"), ("doesnt", "does not"), ("didnt", "did not"), ("isnt", "is not"), ("wasnt", "was not"),
        ("hasnt", "has not"), ("havent", "have not"), ("cant", "can not"), ("wont", "will not"), ("whats", "what is"),
        ("wheres", "where is"), ("im", "i am"), ("ive", "i have"),
    }.ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    private readonly string _text;

    private Sentence(string[] words)
    {
        Words = words;
        _text = $" {string.Join(' ', words)} ";
    }

    public IReadOnlyList<string> Words { get; }

    public static Sentence Of(string text)
    {
        var lower = text.ToLowerInvariant().Replace('’', '\'').Replace('‘', '\'');
        return new Sentence([.. Word().Matches(lower).SelectMany(match => Plain(match.Value))]);
    }

    /// <summary>Both texts, one after the other.</summary>
    public Sentence With(Sentence other) => new([.. Words, ".", .. other.Words]);

    /// <summary>True when one of the phrases occurs, word for word.</summary>
    public bool Has(params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (_text.Contains($" {phrase} ", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>True when the phrase occurs and neither of the two words before it denies it.</summary>
    public bool Affirms(string phrase)
    {
        for (var at = _text.IndexOf($" {phrase} ", StringComparison.Ordinal); at >= 0;
             at = _text.IndexOf($" {phrase} ", at + 1, StringComparison.Ordinal))
        {
            var before = _text[..at].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!before.TakeLast(2).Any(word => word is "not" or "no" or "never" or "nothing" or "neither" or "nor"))
                return true;
        }

        return false;
    }

    public bool Matches(Regex pattern) => pattern.IsMatch(_text);

    public override string ToString() => _text.Trim();

    private static string[] Plain(string word) =>
        Contractions.TryGetValue(word, out var full) ? full.Split(' ') : [Spelling.Mend(WithoutPossessive(word))];

    private static string WithoutPossessive(string word) =>
        word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word.Trim('\'');

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}'\-]*|[.,;:!?()]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
