using System.Globalization;

namespace Agentry.JsonSchema;

/// <summary>Words the limits of the validator, and texts that are not JSON, as problems.</summary>
internal static class LimitText
{
    /// <summary>The end of every expectation that is a limit.</summary>
    public const string Mark = "(limit of the validator)";

    public static SchemaProblem Describe(EvaluationFault fault, string pointer, SchemaProgram program)
    {
        var limits = program.Limits;
        var (keyword, expected, actual, fix) = fault switch
        {
            EvaluationFault.PatternTimeout => (
                "pattern", $"text whose pattern can be checked in time {Mark}", "text on which the pattern timed out", "send a shorter or simpler text"),
            EvaluationFault.TooDeep => ("limit", AtMost(limits.MaxDepth, "levels of nesting"), "deeper nesting", "send fewer nested arrays and objects"),
            EvaluationFault.TooLong => ("limit", AtMost(limits.MaxBytes, "bytes"), "more", "send less"),
            EvaluationFault.NumberTooLong => (
                "limit", AtMost(limits.MaxNumberLength, "characters for a number and 18 for its exponent"), "a longer number", "send a shorter number"),
            EvaluationFault.Malformed => ("json", "one complete JSON value", "text that is malformed or breaks off", "send complete, well-formed JSON"),
            EvaluationFault.DuplicateName => ("json", "each name once in an object", "a name that was given before", "give each name once"),
            _ => ("limit", AtMost(limits.MaxSteps, "steps of checking"), "more", "send fewer and simpler values"),
        };
        return new SchemaProblem
        {
            Pointer = pointer,
            SchemaLocation = "",
            Keyword = keyword,
            Expected = expected,
            Actual = actual,
            Fix = fix,
            Failure = FailureOf(fault),
        };
    }

    private static string AtMost(int limit, string unit) => string.Create(CultureInfo.InvariantCulture, $"at most {limit} {unit} {Mark}");

    private static SchemaFailure FailureOf(EvaluationFault fault) => fault switch
    {
        EvaluationFault.PatternTimeout => SchemaFailure.PatternTimeout,
        EvaluationFault.TooDeep => SchemaFailure.TooDeep,
        EvaluationFault.TooLong => SchemaFailure.TooLong,
        EvaluationFault.NumberTooLong => SchemaFailure.NumberTooLong,
        EvaluationFault.Malformed => SchemaFailure.Malformed,
        EvaluationFault.DuplicateName => SchemaFailure.DuplicateName,
        _ => SchemaFailure.TooManySteps,
    };
}
