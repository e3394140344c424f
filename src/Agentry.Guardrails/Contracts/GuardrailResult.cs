namespace Agentry;

/// <summary>A guardrail's answer.</summary>
public sealed class GuardrailResult
{
    private GuardrailResult(GuardrailVerdict verdict, string? text, IReadOnlyList<GuardrailFinding> findings)
    {
        Verdict = verdict;
        Text = text;
        Findings = findings;
    }

    /// <summary>Nothing to say.</summary>
    public static GuardrailResult Allow { get; } = new(GuardrailVerdict.Allow, null, []);

    /// <summary>The verdict.</summary>
    public GuardrailVerdict Verdict { get; }

    /// <summary>The new text, for <see cref="GuardrailVerdict.Rewrite"/>.</summary>
    public string? Text { get; }

    /// <summary>Why.</summary>
    public IReadOnlyList<GuardrailFinding> Findings { get; }

    /// <summary>The text passes as it is; the findings are recorded.</summary>
    public static GuardrailResult Report(params IReadOnlyList<GuardrailFinding> findings) => new(GuardrailVerdict.Allow, null, findings);

    /// <summary>This text passes instead.</summary>
    /// <param name="text">The new text. Rewriting it again must change nothing: rewritten tool arguments are checked once more.</param>
    /// <param name="findings">Why.</param>
    public static GuardrailResult Rewrite(string text, params IReadOnlyList<GuardrailFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(GuardrailVerdict.Rewrite, text, findings);
    }

    /// <summary>The text does not pass.</summary>
    public static GuardrailResult Block(params IReadOnlyList<GuardrailFinding> findings) => new(GuardrailVerdict.Block, null, findings);

    /// <summary>A person must see it first.</summary>
    public static GuardrailResult RequireApproval(params IReadOnlyList<GuardrailFinding> findings) =>
        new(GuardrailVerdict.RequireApproval, null, findings);

    internal static GuardrailResult Of(GuardrailVerdict verdict, string text, IReadOnlyList<GuardrailFinding> findings) =>
        new(verdict, verdict == GuardrailVerdict.Rewrite ? text : null, findings);
}
