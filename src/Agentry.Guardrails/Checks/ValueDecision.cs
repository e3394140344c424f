namespace Agentry;

/// <summary>What became of a value.</summary>
/// <param name="Verdict">The strictest of its strings.</param>
/// <param name="Value">The value to go on with.</param>
/// <param name="IsChanged">True when it is not the value that was given.</param>
/// <param name="Findings">What was found in it.</param>
internal readonly record struct ValueDecision(GuardrailVerdict Verdict, object? Value, bool IsChanged, IReadOnlyList<GuardrailFinding> Findings)
{
    public bool Passes => Verdict is GuardrailVerdict.Allow or GuardrailVerdict.Rewrite;

    public static ValueDecision Pass(object? value) => new(GuardrailVerdict.Allow, value, false, []);

    public ValueDecision And(GuardrailVerdict verdict, IReadOnlyList<GuardrailFinding> findings) => this with
    {
        Verdict = verdict > Verdict ? verdict : Verdict,
        Findings = findings.Count == 0 ? Findings : [.. Findings, .. findings],
    };
}
