using System.Globalization;

namespace Agentry.JsonSchema;

/// <summary>Words the limits of the validator as problems.</summary>
internal static class LimitText
{
    /// <summary>The end of every expectation that is a limit.</summary>
    public const string Mark = "(limit of the validator)";

    public static SchemaProblem Describe(EvaluationFault fault, string pointer, SchemaProgram program)
    {
        var (keyword, expected, actual, fix) = fault switch
        {
            EvaluationFault.PatternTimeout => (
                "pattern", "text whose pattern can be checked in time", "text on which the pattern timed out", "send a shorter or simpler text"),
            EvaluationFault.TooDeep => (
                "limit", string.Create(CultureInfo.InvariantCulture, $"at most {program.MaxDepth} levels of nesting"), "deeper nesting", "send fewer nested arrays and objects"),
            _ => (
                "limit", string.Create(CultureInfo.InvariantCulture, $"at most {program.MaxSteps} steps of checking"), "more", "send fewer and simpler values"),
        };
        return new SchemaProblem
        {
            Pointer = pointer,
            SchemaLocation = "",
            Keyword = keyword,
            Expected = $"{expected} {Mark}",
            Actual = actual,
            Fix = fix,
        };
    }
}
