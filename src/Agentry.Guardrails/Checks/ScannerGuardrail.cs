namespace Agentry;

/// <summary>A scanner that is the same for every run and surface.</summary>
internal sealed class ScannerGuardrail(string name, TextScanner scanner, SurfaceOptions options) : StagedGuardrail(name, options)
{
    public override bool MayMatch(GuardrailSurfaces surface, ReadOnlySpan<char> text, RunContext run) => scanner.MayMatch(text);

    public override TextStage StageFor(GuardrailSurfaces surface, RunContext run) => new ScannerStage(scanner);
}
