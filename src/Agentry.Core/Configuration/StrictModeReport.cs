using System.Text.Json;
using Agentry.JsonSchema;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Says at start which parts of tools' schemas a provider's strict mode does not take, where the host asks for it.</summary>
internal static class StrictModeReport
{
    private const int MaxFindings = 20;

    /// <summary>The properties by which clients of Microsoft.Extensions.AI are asked for it, whatever their case.</summary>
    private static readonly string[] Keys = ["strict", "strictJsonSchema"];

    public static void Write(AgentDefinition agent)
    {
        bool? forAll = IsAskedFor(agent.ChatOptions?.AdditionalProperties);
        StrictModeProfile profile = ProfileOf(agent.Client);
        foreach (ToolContract tool in agent.Tools.All)
        {
            if ((IsAskedFor(tool.Function.AdditionalProperties) ?? forAll) != true)
                continue;
            IReadOnlyList<StrictModeFinding> findings = tool.CheckStrictMode(profile);
            if (findings.Count == 0)
                continue;
            string text = Describe(findings);
            if (findings.Any(f => f.Effect == StrictModeEffect.Refused))
                agent.Runtime.Logger.StrictModeRefuses(agent.Name, profile, tool.Name, text);
            else
                agent.Runtime.Logger.StrictModeDrops(agent.Name, profile, tool.Name, text);
        }
    }

    private static string Describe(IReadOnlyList<StrictModeFinding> findings)
    {
        IEnumerable<string> lines = findings.Take(MaxFindings)
            .Select(f => $"- {(f.Pointer.Length == 0 ? "#" : f.Pointer)}, {f.Keyword}: {(f.Effect == StrictModeEffect.Refused ? "refused" : "dropped")}, {f.Reason}");
        return string.Join('\n', findings.Count <= MaxFindings ? lines : lines.Append($"- and {findings.Count - MaxFindings} more."));
    }

    private static bool? IsAskedFor(IReadOnlyDictionary<string, object?>? properties)
    {
        if (properties is null)
            return null;
        foreach ((string name, object? value) in properties)
        {
            if (!Keys.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            if (value is bool asked)
                return asked;
            if (value is JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } element)
                return element.GetBoolean();
        }

        return null;
    }

    /// <summary>The rules of whose strict mode; of a provider that is not known, OpenAI's, after which the others are made.</summary>
    private static StrictModeProfile ProfileOf(IChatClient client) =>
        client.GetService<ChatClientMetadata>()?.ProviderName?.Contains("anthropic", StringComparison.OrdinalIgnoreCase) == true
            ? StrictModeProfile.Anthropic
            : StrictModeProfile.OpenAI;
}
