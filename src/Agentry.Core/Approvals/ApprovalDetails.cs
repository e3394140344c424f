using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Everything that a person needs to decide.</summary>
public sealed record ApprovalDetails
{
    /// <summary>The entry of the inbox.</summary>
    public required ApprovalRecord Record { get; init; }

    /// <summary>The question and how it stands; null for an unknown outcome.</summary>
    public ApprovalState? Approval { get; init; }

    /// <summary>The hash of exactly the arguments that would be used.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>The arguments; null when the viewer may not decide, or they were erased.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>What led to the call, as the run's history; empty when the viewer may not decide.</summary>
    public IReadOnlyList<ChatMessage> Context { get; init; } = [];

    /// <summary>What the tool will do, as its contract says it; null when this host does not have the agent.</summary>
    public string? What { get; init; }

    /// <summary>What is advised, in a sentence.</summary>
    public required string Recommended { get; init; }
}
