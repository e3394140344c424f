namespace Agentry;

/// <summary>What a suspended run waits for.</summary>
public sealed record Suspension
{
    /// <summary>The kind of suspension that waits for a person's approval.</summary>
    public const string Approval = "approval";

    /// <summary>The kind of suspension of a parent whose child run is suspended.</summary>
    public const string Child = "child";

    /// <summary>The kind of suspension of a call whose effect may or may not have happened: a probe, the late outcome itself or a person settles it.</summary>
    public const string UnknownOutcome = "unknown_outcome";

    /// <summary>The kind of suspension of a run whose next call does not fit its budget: somebody raises the cap, or the next period begins.</summary>
    public const string Budget = "budget";

    /// <summary>The kind of suspension of a run that could not be recovered; a person resumes or cancels it.</summary>
    public const string Quarantine = "quarantine";

    /// <summary>The kind of suspension by a layer that did not say what it waits for.</summary>
    public const string Unspecified = "unspecified";

    /// <summary>What is waited for: <see cref="Approval"/>, <see cref="Child"/>, or a feature's own word.</summary>
    public required string Kind { get; init; }

    /// <summary>The tool call that waits; null when the run as a whole waits.</summary>
    public string? CallId { get; init; }

    /// <summary>The tool that waits.</summary>
    public string? Tool { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>When the run wants to go on by itself, to see whether it still has to wait; null waits for a signal or a resume.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>The question to people that is waited for; null when nobody was asked through the inbox.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>What the child run waits for, when that is the reason.</summary>
    public IReadOnlyList<PendingApproval>? Pending { get; init; }

    /// <summary>True when the calls after it wait, too.</summary>
    public bool? HoldsTurn { get; init; }

    /// <summary>The child run that is suspended, when that is the reason.</summary>
    public string? ChildRun { get; init; }
}
