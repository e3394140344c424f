namespace Agentry;

/// <summary>Finds personal data; towards the model it can leave tokens.</summary>
internal sealed class PersonalDataGuardrail(PersonalDataOptions options) : StagedGuardrail("personal_data", options)
{
    private readonly PersonalDataScanner _labels = new(options, null);

    public override bool MayMatch(GuardrailSurfaces surface, ReadOnlySpan<char> text, RunContext run) => _labels.MayMatch(text);

    public override TextStage StageFor(GuardrailSurfaces surface, RunContext run)
    {
        bool tokens = options.Replacement == PersonalDataReplacement.Token
            && surface is GuardrailSurfaces.UserInput or GuardrailSurfaces.ToolResult
            && options.On(surface) == GuardrailVerdict.Rewrite;
        return new ScannerStage(tokens ? new PersonalDataScanner(options, GuardrailRun.Of(run).Vault) : _labels);
    }
}
