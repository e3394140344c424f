namespace Agentry;

/// <summary>What all guardrails together say about a text.</summary>
/// <param name="Verdict">The strictest.</param>
/// <param name="Text">The text, after every rewrite.</param>
/// <param name="Findings">What they found.</param>
internal readonly record struct GuardrailDecision(GuardrailVerdict Verdict, string Text, IReadOnlyList<GuardrailFinding> Findings)
{
    private static readonly IReadOnlyList<GuardrailFinding> None = [];

    /// <summary>Only a tool call can wait for a person: elsewhere approval is a refusal.</summary>
    public bool Passes => Verdict is GuardrailVerdict.Allow or GuardrailVerdict.Rewrite;

    public static GuardrailDecision Pass(string text) => new(GuardrailVerdict.Allow, text, None);
}
