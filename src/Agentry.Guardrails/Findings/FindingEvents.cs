using System.Text.Json;

namespace Agentry;

/// <summary>Findings as events of the run log.</summary>
internal static class FindingEvents
{
    public const string Kind = "guardrails.finding";
    public const int Version = 1;

    public static void Record(RunContext run, IEnumerable<GuardrailFinding> findings)
    {
        foreach (GuardrailFinding finding in findings)
        {
            run.Record(new ExtensionEvent
            {
                Kind = Kind,
                Version = Version,
                Body = JsonSerializer.SerializeToElement(finding, FindingJson.Default.GuardrailFinding),
            });
        }
    }

    /// <summary>The findings among a run's events. Those of a later version than this package knows are left out.</summary>
    public static IReadOnlyList<GuardrailFinding> Read(IEnumerable<ExtensionEvent> events) =>
    [
        .. events.Where(e => e is { Kind: Kind, Version: Version })
            .Select(e => e.Body.Deserialize(FindingJson.Default.GuardrailFinding)!),
    ];
}
