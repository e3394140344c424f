namespace Agentry;

/// <summary>What a check of an answer came to.</summary>
/// <param name="Json">The answer's JSON alone, when it passed.</param>
/// <param name="Code">Why it did not, one of <see cref="AnswerRefusalCodes"/>.</param>
/// <param name="Repair">What the model is told then.</param>
internal readonly record struct AnswerCheck(string? Json, string? Code, string? Repair)
{
    public static AnswerCheck Pass(string json) => new(json, null, null);

    public static AnswerCheck Refuse(string code, string repair) => new(null, code, repair);
}
