namespace Agentry;

/// <summary>Checks the length.</summary>
internal sealed class SizeGuardrail(SizeOptions options) : StagedGuardrail("size", options)
{
    public override bool MayMatch(GuardrailSurfaces surface, ReadOnlySpan<char> text, RunContext run) => text.Length > options.MaxOn(surface);

    public override TextStage StageFor(GuardrailSurfaces surface, RunContext run) => new SizeStage(options.MaxOn(surface));
}
