using System.Text.RegularExpressions;

namespace RefundDesk;

/// <summary>
/// Finds whom a message is about: a mail address (or the token that stands for one), a name after a word like "customer", a name before a
/// word like "wants", or two capitalised words that are not words of the desk.
/// </summary>
internal static partial class CustomerReader
{
    private const string Name = @"(?<name>[\p{L}][\p{L}\-]*(?:[ ][\p{L}][\p{L}\-]*){0,2})";
    private const string Capitalised = @"(?<name>\p{Lu}\p{Ll}[\p{L}\-]*(?:[ ]\p{Lu}\p{Ll}[\p{L}\-]*){0,2})";

    public static (string? Customer, string Remainder) Read(string text)
    {
        if (Mail().Match(text) is { Success: true } mail)
            return (mail.Value.TrimEnd('.'), text.Replace(mail.Value, " mailaddress ", StringComparison.Ordinal));

        var name = First(AfterCue(), text, skip: false, least: 1)
            ?? First(BeforeCue(), text, skip: true, least: 1)
            ?? First(TwoCapitals(), text, skip: true, least: 2)
            ?? First(Refunded(), text, skip: false, least: 1);
        return (name, name is null ? text : Mask(text, name));
    }

    /// <summary>"Ada's" becomes <c>ownername</c>, because what comes after it is hers; "Ada" becomes <c>customername</c>.</summary>
    private static string Mask(string text, string name) => text
        .Replace($"{name}'s", " ownername ", StringComparison.Ordinal)
        .Replace($"{name}’s", " ownername ", StringComparison.Ordinal)
        .Replace(name, " customername ", StringComparison.Ordinal);

    private static string? First(Regex pattern, string text, bool skip, int least) => pattern.Matches(text)
        .Select(match => Clean(match.Groups["name"].Value, skip))
        .FirstOrDefault(words => words.Count >= least && (words.Count > 1 || char.IsUpper(words[0][0]))) is { } found
            ? string.Join(' ', found)
            : null;

    /// <summary>The words up to the first that cannot be part of a name.</summary>
    private static List<string> Clean(string candidate, bool skip) =>
        [.. candidate.Split(' ').SkipWhile(word => skip && Foreign(word)).TakeWhile(word => !Foreign(word))];

    private static bool Foreign(string word)
    {
        var lower = word.ToLowerInvariant();
        return Vocabulary.IsKnown(lower) || Vocabulary.IsKnown(Spelling.Mend(lower)) || lower.Length < 2;
    }

    [GeneratedRegex(
        @"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+|[\[<{]{1,2}[A-Za-z]*(?:MAIL|NAME|PERSON)[A-Za-z]*(?:[_:\-]\w+)*[\]>}]{1,2}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mail();

    [GeneratedRegex(
        @"\b(?:(?:customer|client|buyer)(?:s)?(?:[ ](?:named|called))?[ :,]+|what[ ](?:did|has|have|does)[ ]|"
        + @"orders?[ ](?:of|by|from|for|placed[ ]by)[ ]|who[ ]is[ ]|who's[ ]|do[ ]we[ ](?:have|know)[ ]|(?:find|"
        + @"look[ ]?up|search[ ]for)[ ]|named[ ]|called[ ])"
        + "(?=" + Name + ")",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AfterCue();

    [GeneratedRegex(
        Capitalised + @"(?:['’]s\b|[ ](?:wants|would|ordered|bought|says|said|received|needs|asked|asks"
        + @"|wrote|called|reports|claims|requests)\b)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeforeCue();

    [GeneratedRegex(
        @"\b(?:[Rr]efund|[Rr]eimburse|for)[ ]" + Capitalised,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refunded();

    [GeneratedRegex(
        @"(?<!\b(?:the|a|an|my|his|her|their|only|broken|damaged)[ ])\b(?<name>\p{Lu}\p{Ll}[\p{L}\-]*(?:[ ]\p{Lu}\p{Ll}[\p{L}\-]*){1,3})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TwoCapitals();
}
