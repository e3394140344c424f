using System.Globalization;
using System.Text;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>Tells a model what is wrong with its call, shortly and so that it can mend it.</summary>
internal static class RepairMessage
{
    /// <summary>More than five problems make a model rewrite at random; the rest show up after the first repair.</summary>
    public const int MaxProblems = 5;

    public static string ForArguments(string tool, IReadOnlyList<SchemaProblem> problems)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The call to {tool} was not run: its arguments do not fit the schema.");
        foreach (SchemaProblem problem in problems.Take(MaxProblems))
        {
            string place = problem.Pointer.Length == 0 ? "the arguments" : problem.Pointer;
            text.Append(CultureInfo.InvariantCulture, $"\n- {place}: expected {problem.Expected}, got {problem.Actual}. Fix: {problem.Fix}.");
        }

        return text.Append("\nCall it again with corrected arguments.").ToString();
    }

    public static string ForUnreadableArguments(string tool) =>
        $"The call to {tool} was not run: its arguments were not complete JSON, probably because the reply was cut. "
        + "Call it again with complete arguments.";

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

    private static string Short(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
