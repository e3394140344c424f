using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A run as it stands when control returns to the caller: over, or suspended.</summary>
/// <remarks>Immutable and thread-safe. The whole story is in the run log: <see cref="AgentRuns"/>.</remarks>
public class AgentRun
{
    internal AgentRun()
    {
    }

    [SetsRequiredMembers]
    private protected AgentRun(AgentRun run)
    {
        Id = run.Id;
        AgentName = run.AgentName;
        Status = run.Status;
        Reason = run.Reason;
        Text = run.Text;
        Messages = run.Messages;
        Usage = run.Usage;
        Turns = run.Turns;
        ToolCalls = run.ToolCalls;
        FinishReason = run.FinishReason;
        FailureClass = run.FailureClass;
        ConversationId = run.ConversationId;
        Extensions = run.Extensions;
        Suspension = run.Suspension;
        PendingApprovals = run.PendingApprovals;
        AnswerHash = run.AnswerHash;
    }

    /// <summary>The run's id.</summary>
    public required RunId Id { get; init; }

    /// <summary>The agent's name.</summary>
    public required string AgentName { get; init; }

    /// <summary>How it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why, for every status but <see cref="RunStatus.Completed"/>; there only when a typed answer cannot be read any more.</summary>
    public RunReason? Reason { get; init; }

    /// <summary>The final answer, or the text there is so far when the run did not complete.</summary>
    public string Text { get; init; } = "";

    /// <summary>The messages that this run added, the request's own first.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>Tokens of the run's own model calls, as the provider reported them.</summary>
    public UsageDetails Usage { get; init; } = new();

    /// <summary>Model calls made.</summary>
    public int Turns { get; init; }

    /// <summary>Tool calls executed.</summary>
    public int ToolCalls { get; init; }

    /// <summary>The model's finish reason, or <see cref="ChatFinishReason.ContentFilter"/> when a guardrail blocked.</summary>
    public ChatFinishReason? FinishReason { get; init; }

    /// <summary>What kind of failure ended it; null unless it failed.</summary>
    public FailureClass? FailureClass { get; init; }

    /// <summary>The conversation, when it belongs to one.</summary>
    public string? ConversationId { get; init; }

    /// <summary>What features recorded about the run, such as findings of guardrails; each feature has methods that read its own.</summary>
    public IReadOnlyList<ExtensionEvent> Extensions { get; init; } = [];

    /// <summary>What a suspended run waits for.</summary>
    public Suspension? Suspension { get; init; }

    /// <summary>The calls that wait for a person, in the model's order.</summary>
    public IReadOnlyList<PendingApproval> PendingApprovals { get; init; } = [];

    /// <summary>The hash of the schema that the answer was asked to fit; null when none was asked for.</summary>
    internal string? AnswerHash { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Reason is null ? $"{AgentName} {Id}: {Status}" : $"{AgentName} {Id}: {Status} ({Reason})";
}
