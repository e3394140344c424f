namespace Agentry;

/// <summary>Keeps one finding per rule: where it matched first, and how often.</summary>
internal sealed class FindingCounter
{
    private readonly Dictionary<string, GuardrailFinding> _findings = new(StringComparer.Ordinal);

    public IReadOnlyCollection<GuardrailFinding> Findings => _findings.Values;

    public void Add(string category, string rule, GuardrailSeverity severity, int start, int length) =>
        _findings[rule] = _findings.TryGetValue(rule, out GuardrailFinding? first)
            ? first with { Count = first.Count + 1 }
            : new GuardrailFinding { Category = category, Rule = rule, Severity = severity, Start = start, Length = length };
}
