using System.Globalization;
using System.Text;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>Tells a model what is wrong with its call or its answer, shortly and so that it can mend it.</summary>
internal static class RepairMessage
{
    /// <summary>More than five problems make a model rewrite at random; the rest show up after the first repair.</summary>
    public const int MaxProblems = 5;

    /// <summary>One more than is shown, to know whether there are more.</summary>
    public const int ProblemsAsked = MaxProblems + 1;

    public static string ForArguments(string tool, IReadOnlyList<SchemaProblem> problems, Redaction? redaction)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The call to {tool} was not run: its arguments do not fit the schema.");
        Append(text, problems, redaction, "the arguments");
        return text.Append("\nCall it again with corrected arguments.").ToString();
    }

    public static string ForUnreadableArguments(string tool) =>
        $"The call to {tool} was not run: its arguments were not complete JSON, probably because the reply was cut. "
        + "Call it again with complete arguments.";

    public static string ForBrokenArguments(string tool) =>
        $"The call to {tool} was not run: its arguments hold half of a character (one escape of a surrogate pair without the other) or a number that is none. "
        + "Call it again with whole characters.";

    public static string ForUnknownTool(string name, IEnumerable<string> visible)
    {
        string[] names = [.. visible];
        IReadOnlyList<string> nearest = NameSuggestion.Nearest(name, names);
        string hint = names.Length == 0
            ? "There are no tools in this conversation; answer without one."
            : nearest.Count > 0
                ? $"Did you mean {string.Join(" or ", nearest)}?"
                : $"The tools are: {string.Join(", ", names)}.";
        return $"The call to {Short(name)} was not run: there is no tool with this name. {hint}";
    }

    public static string ForAnswer(IReadOnlyList<SchemaProblem> problems, Redaction? redaction)
    {
        var text = new StringBuilder("Your answer was not accepted: it does not fit the schema that was asked for.");
        Append(text, problems, redaction, "the answer");
        return text.Append("\nAnswer again with the whole corrected JSON and nothing else.").ToString();
    }

    public static string ForAnswerWithoutJson(bool isCut) => isCut
        ? "Your answer was not accepted: its JSON is not complete. Answer again with the whole JSON and nothing else."
        : "Your answer was not accepted: it is not one JSON value, or has a member twice. Answer again with JSON of the schema that was asked for and nothing else.";

    public static string ForUnreadableAnswer(string place) =>
        $"Your answer was not accepted: the value at {place} has the right type and cannot be read, because it is out of range or of another format. "
        + "Answer again with the whole corrected JSON and nothing else.";

    private static void Append(StringBuilder text, IReadOnlyList<SchemaProblem> problems, Redaction? redaction, string root)
    {
        foreach (SchemaProblem found in problems.Take(MaxProblems))
        {
            SchemaProblem problem = redaction?.Apply(found) ?? found;
            string place = problem.Pointer.Length == 0 ? root : problem.Pointer;
            text.Append(CultureInfo.InvariantCulture, $"\n- {place}: expected {problem.Expected}, got {problem.Actual}. Fix: {problem.Fix}.");
        }

        if (problems.Count > MaxProblems)
            text.Append("\nThere is more to mend; it shows once this is.");
    }

    private static string Short(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
