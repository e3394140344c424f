namespace Agentry;

/// <summary>A guardrail of the package whose check is one pass over the text, so that it works on pieces too.</summary>
internal interface IStagedGuardrail : IBuiltInGuardrail
{
    /// <summary>A stage for one text.</summary>
    TextStage StageFor(GuardrailSurfaces surface, RunContext run);
}
