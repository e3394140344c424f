namespace Agentry;

/// <summary>What lists and look-ups need of a run: a projection that a store writes in the same transaction as the events.</summary>
public sealed record RunSummary
{
    /// <summary>The run within its tenant.</summary>
    public required RunKey Run { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>How it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why, unless it completed.</summary>
    public RunReason? Reason { get; init; }

    /// <summary>Who asked.</summary>
    public required string Subject { get; init; }

    /// <summary>The conversation.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The run that started this one.</summary>
    public string? ParentRun { get; init; }

    /// <summary>The client's key, unique within tenant and agent.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Salted hash of what was asked under that key.</summary>
    public string? RequestHash { get; init; }

    /// <summary>When it started, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its last event was written, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>For a suspended run: when it wants to go on by itself, because a deadline passes; null waits for a signal alone.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>The sequence of its last event.</summary>
    public required long Sequence { get; init; }

    /// <summary>Model calls made.</summary>
    public int Turns { get; init; }

    /// <summary>Tool calls executed.</summary>
    public int ToolCalls { get; init; }

    /// <summary>Tokens used by the run's own model calls, input plus output.</summary>
    public long Tokens { get; init; }
}
