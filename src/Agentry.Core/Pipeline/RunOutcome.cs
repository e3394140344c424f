using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>How a run is about to end or to be suspended, on its way out through the run layers.</summary>
public sealed record RunOutcome
{
    /// <summary>How.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why, unless it completed.</summary>
    public RunReason? Reason { get; init; }

    /// <summary>The answer, or the text so far. A layer that rewrites it replaces it here.</summary>
    public string Text { get; init; } = "";

    /// <summary>The finish reason for the caller.</summary>
    public ChatFinishReason? FinishReason { get; init; }

    /// <summary>The failure's class, when it failed.</summary>
    public FailureClass? FailureClass { get; init; }

    /// <summary>What it waits for, when it is suspended.</summary>
    public IReadOnlyList<Suspension> Waiting { get; init; } = [];

    /// <summary>A refusal by admission or a guardrail; the text is withheld.</summary>
    public static RunOutcome Block(RunReason reason) =>
        new() { Status = RunStatus.Blocked, Reason = reason, FinishReason = ChatFinishReason.ContentFilter };

    internal static RunOutcome Fail(string code, string message, FailureClass failure, string text = "") =>
        new() { Status = RunStatus.Failed, Reason = new RunReason(code, message), FailureClass = failure, Text = text };

    internal static RunOutcome Limit(string code, string message, string text) =>
        new() { Status = RunStatus.LimitReached, Reason = new RunReason(code, message), Text = text };
}
