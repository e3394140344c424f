namespace Agentry;

/// <summary>The run was opened.</summary>
public sealed record RunStarted : RunEvent
{
    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>Hash of instructions, model, tools with their contracts, and options.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>Who asked.</summary>
    public required AgentCaller Caller { get; init; }

    /// <summary>The limits in force.</summary>
    public required RunLimits Limits { get; init; }

    /// <summary>The conversation it continues.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The run of the conversation whose messages come before this one's.</summary>
    public string? PreviousRun { get; init; }

    /// <summary>The run that started this one from a tool.</summary>
    public string? ParentRun { get; init; }

    /// <summary>The parent's tool call.</summary>
    public string? ParentCallId { get; init; }

    /// <summary>The run at the top of the chain of parents; null for a run without one.</summary>
    public string? RootRun { get; init; }

    /// <summary>True when no tool with an effect runs: what would happen is found out and said.</summary>
    public bool? DryRun { get; init; }

    /// <summary>The tools that the task declared at its start; null declares none and allows all.</summary>
    public IReadOnlyList<string>? TaskTools { get; init; }

    /// <summary>0 for a run that nobody started from a tool.</summary>
    public int Depth { get; init; }

    /// <summary>The client's idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The earlier run that held <see cref="IdempotencyKey"/> until it expired or was pruned: this is a new call under an old key.</summary>
    public string? EarlierRun { get; init; }

    /// <summary>Salted hash of what was asked, to tell a repeated start from a different one with the same key.</summary>
    public string? RequestHash { get; init; }

    /// <summary>The instructions sent before every history.</summary>
    public BlobRef? Instructions { get; init; }

    /// <summary>Random bytes mixed into the run's argument hashes; without this blob they say nothing about the arguments.</summary>
    public BlobRef? Salt { get; init; }

    /// <summary>Facts of the host.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The shape that the answer was asked to have; null for any text.</summary>
    public AskedAnswer? Answer { get; init; }
}

/// <summary>The request's messages passed the input guardrails and open the run's history.</summary>
public sealed record InputAccepted : RunEvent
{
    /// <summary>The messages, as the guards let them pass.</summary>
    public required IReadOnlyList<BlobRef> Messages { get; init; }
}

/// <summary>The run stopped to wait for something from outside. It holds no thread, lease or connection.</summary>
public sealed record RunSuspended : RunEvent
{
    /// <summary>What it waits for, one entry per waiting call.</summary>
    public required IReadOnlyList<Suspension> Waiting { get; init; }

    /// <summary>When the run wants to go on by itself; null waits for somebody.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>The text so far, when it differs from the text of the last reply because a layer rewrote it or holds it back.</summary>
    public BlobRef? Text { get; init; }
}

/// <summary>Why a run went on.</summary>
public enum ResumeCause
{
    /// <summary>Somebody asked for it.</summary>
    Asked = 0,

    /// <summary>Its worker was gone: crashed, stopped, or cut off from the store.</summary>
    Interrupted,

    /// <summary>A signal came, or its time.</summary>
    Woken,
}

/// <summary>A suspended or interrupted run went on.</summary>
public sealed record RunResumed : RunEvent
{
    /// <summary>The agent version that goes on with it.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>Why.</summary>
    public ResumeCause Cause { get; init; }

    /// <summary>The worker that goes on with it.</summary>
    public string? Worker { get; init; }
}

/// <summary>Somebody asked to cancel the run.</summary>
public sealed record CancelRequested : RunEvent
{
    /// <summary>Who.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Why, in their words.</summary>
    public string? Reason { get; init; }
}

/// <summary>The run is over.</summary>
public sealed record RunEnded : RunEvent
{
    /// <summary>How.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why, unless it completed.</summary>
    public RunReason? Reason { get; init; }

    /// <summary>The failure's class, if it failed.</summary>
    public FailureClass? FailureClass { get; init; }

    /// <summary>The finish reason told to the caller.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The answer, when it differs from the text of the last reply because a layer rewrote it.</summary>
    public BlobRef? Text { get; init; }
}

/// <summary>An event of a feature, which Core stores and hands on without understanding it.</summary>
public sealed record ExtensionEvent : RunEvent
{
    /// <summary>The feature's own name for it, such as <c>guardrails.finding</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The schema version of <see cref="Body"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The feature's data. It is part of the hash chain: personal data belongs into a blob.</summary>
    public required System.Text.Json.JsonElement Body { get; init; }
}
