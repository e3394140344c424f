using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Reads what guardrails found.</summary>
public static class GuardrailFindingExtensions
{
    internal const string Property = "agentry.guardrails.findings";

    /// <summary>Everything that guardrails found in the run, in order. Empty when nothing was found.</summary>
    public static IReadOnlyList<GuardrailFinding> Findings(this AgentRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return FindingEvents.Read(run.Extensions);
    }

    /// <summary>What guardrails found while this response was made: in the messages that were new, and in the reply. For layers without an agent.</summary>
    public static IReadOnlyList<GuardrailFinding> Findings(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.AdditionalProperties?.GetValueOrDefault(Property) as IReadOnlyList<GuardrailFinding> ?? [];
    }
}
