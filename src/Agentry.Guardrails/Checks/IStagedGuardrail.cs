namespace Agentry;

/// <summary>A guardrail of the package whose check is one pass over the text, so that it works on pieces too.</summary>
internal interface IStagedGuardrail : IGuardrail
{
    GuardrailVerdict On(GuardrailSurfaces surface);

    /// <summary>False when the text holds nothing for it. Fast.</summary>
    bool MayMatch(GuardrailSurfaces surface, string text);

    /// <summary>A stage for one text.</summary>
    TextStage StageFor(GuardrailSurfaces surface, RunContext run);
}
