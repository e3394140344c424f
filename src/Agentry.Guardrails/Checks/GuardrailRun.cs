using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What the guards keep for the length of a run. Thread-safe.</summary>
internal sealed class GuardrailRun
{
    private volatile string[] _toolNames = [];

    private GuardrailRun() => Vault = new TokenVault(Mark);

    /// <summary>A random word that text from outside cannot know.</summary>
    public string Mark { get; } = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 8);

    public TokenVault Vault { get; }

    /// <summary>The names of the tools that the model was offered last.</summary>
    public string[] ToolNames => _toolNames;

    /// <summary>True in a run of an agent, whose messages are checked where they enter; false under a foreign loop.</summary>
    public bool IsAgentRun { get; set; }

    /// <summary>Why a reply was blocked.</summary>
    public RunReason? Blocked { get; set; }

    /// <summary>Calls whose answer is our own refusal and not data.</summary>
    public ConcurrentDictionary<string, bool> RefusedCalls { get; } = new(StringComparer.Ordinal);

    /// <summary>Results that were checked, by call.</summary>
    public ConcurrentDictionary<string, CheckedResult> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>User texts that were checked, under a foreign loop that sends them again in every turn.</summary>
    public ConcurrentDictionary<string, GuardrailDecision> UserTexts { get; } = new(StringComparer.Ordinal);

    /// <summary>Tool messages as the model gets them.</summary>
    public ConditionalWeakTable<ChatMessage, ChatMessage> SetApart { get; } = [];

    public static GuardrailRun Of(RunContext run) =>
        (GuardrailRun)run.Items.GetOrAdd(typeof(GuardrailRun), static _ => new GuardrailRun());

    public void SeeTools(IList<AITool>? tools)
    {
        string[] known = _toolNames;
        int count = tools?.Count ?? 0;
        int same = 0;
        while (same < count && same < known.Length && tools![same].Name == known[same])
            same++;
        if (same != count || same != known.Length)
            _toolNames = tools is null ? [] : [.. tools.Select(t => t.Name)];
    }
}
