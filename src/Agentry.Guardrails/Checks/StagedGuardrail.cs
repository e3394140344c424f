using System.Text;

namespace Agentry;

/// <summary>Runs a stage over a whole text and turns what it found into the verdict of the surface.</summary>
internal abstract class StagedGuardrail(string name, SurfaceOptions options) : IStagedGuardrail
{
    public string Name => name;

    public GuardrailSurfaces Surfaces => GuardrailSurfaces.All;

    public GuardrailVerdict On(GuardrailSurfaces surface) => options.On(surface);

    public abstract bool MayMatch(GuardrailSurfaces surface, ReadOnlySpan<char> text, RunContext run);

    public abstract TextStage StageFor(GuardrailSurfaces surface, RunContext run);

    public ValueTask<GuardrailResult> CheckAsync(GuardrailContext context, CancellationToken cancellationToken)
    {
        if (!MayMatch(context.Surface, context.Text, context.Run))
            return new(GuardrailResult.Allow);
        TextStage stage = StageFor(context.Surface, context.Run);
        var output = new StringBuilder(context.Text.Length);
        stage.Append(context.Text, isLast: true, output);
        return new(stage.Findings.Count == 0
            ? GuardrailResult.Allow
            : GuardrailResult.Of(On(context.Surface), output.ToString(), [.. stage.Findings]));
    }
}
