namespace Agentry;

/// <summary>Puts tokens back in the place of the values that were revealed to a tool: what tells a model about its call must not tell it the values.</summary>
internal sealed class TokenRedactor : IContentRedactor
{
    public string Redact(RunContext run, string content) => GuardrailRun.Of(run).Vault.Conceal(content);
}
