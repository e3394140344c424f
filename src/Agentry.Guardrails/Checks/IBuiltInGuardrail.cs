namespace Agentry;

/// <summary>A guardrail of the package: it tells fast that a text is none of its business, so that clean text costs next to nothing.</summary>
internal interface IBuiltInGuardrail : IGuardrail
{
    GuardrailVerdict On(GuardrailSurfaces surface);

    /// <summary>
    /// False when the text holds nothing for it. Fast. A text that may match makes every text around it one that may: what is ruled out for the whole is
    /// ruled out for its parts.
    /// </summary>
    bool MayMatch(GuardrailSurfaces surface, ReadOnlySpan<char> text, RunContext run);
}
