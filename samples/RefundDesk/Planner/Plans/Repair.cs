using System.Text.Json;
using System.Text.RegularExpressions;

namespace RefundDesk;

/// <summary>
/// What to try after a call that failed: other arguments when the message says what is expected of one, the same call when it only reads
/// and the failure sounds passing, and otherwise nothing. An amount is never changed to please a limit: that would pay something else than
/// was asked for.
/// </summary>
internal static partial class Repair
{
    private static readonly string[] Types = ["integer", "number", "string", "array"];

    public static IReadOnlyDictionary<string, JsonElement>? Next(ToolSchema tool, IReadOnlyDictionary<Slot, Fact> facts, ToolStep failed)
    {
        if (failed.Answer?.Problem is not { } problem)
            return OnlyReads(tool.Name) ? failed.Arguments : null;
        if (Corrected(tool, facts, failed, problem) is { } corrected)
            return corrected;
        return OnlyReads(tool.Name) && Passing().IsMatch(problem) ? failed.Arguments : null;
    }

    private static Dictionary<string, JsonElement>? Corrected(
        ToolSchema tool, IReadOnlyDictionary<Slot, Fact> facts, ToolStep failed, string problem)
    {
        var arguments = failed.Arguments.ToDictionary(StringComparer.Ordinal);
        foreach (var line in problem.Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var name in Named(tool, line))
            {
                if (SlotNames.Of(name, facts.Keys) is { } slot && Expected(facts[slot], line) is { } value)
                    arguments[name] = value;
            }
        }

        var changed = arguments.Count != failed.Arguments.Count
            || arguments.Any(pair => failed.Arguments[pair.Key].GetRawText() != pair.Value.GetRawText());
        return changed ? arguments : null;
    }

    private static IEnumerable<string> Named(ToolSchema tool, string line) =>
        tool.Parameters.Select(parameter => parameter.Name).Concat(tool.Required).Distinct(StringComparer.Ordinal)
            .Where(name => Word().Matches(line).Any(word => word.Value == name));

    /// <summary>The fact in the form the line asks for: one of the values it lists, or the type it names.</summary>
    private static JsonElement? Expected(Fact fact, string line)
    {
        if (OneOf().Match(line) is { Success: true } list)
        {
            var choices = Choice().Matches(list.Groups["list"].Value).Select(match => match.Value).ToList();
            return ArgumentBuilder.ValueOf(fact, ["string"], choices);
        }

        var types = Types.Where(type => Word().Matches(line).Any(word => word.Value == type)).ToList();
        return types.Count == 0 ? null : ArgumentBuilder.ValueOf(fact, types[..1], []);
    }

    private static bool OnlyReads(string tool) =>
        tool.StartsWith("find_", StringComparison.Ordinal) || tool.StartsWith("get_", StringComparison.Ordinal)
        || tool.StartsWith("compute_", StringComparison.Ordinal);

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"[A-Za-z0-9_\-]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Choice();

    [GeneratedRegex(
        @"\bone\s+of:?\s*\[?(?<list>""?[\w\-]+""?(?:\s*,\s*(?:or\s+)?""?[\w\-]+""?)*)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OneOf();

    [GeneratedRegex(
        @"\b(?:timed\s+out|timeout|temporar\w*|try\s+again|unavailable|busy)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passing();
}
