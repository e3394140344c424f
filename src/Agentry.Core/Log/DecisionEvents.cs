namespace Agentry;

/// <summary>Policies looked at a call, or at a run before it started.</summary>
public sealed record PolicyDecided : RunEvent
{
    /// <summary>The call; null for a run at its admission.</summary>
    public string? CallId { get; init; }

    /// <summary>The tool.</summary>
    public string? Tool { get; init; }

    /// <summary>Salted hash of the inputs: the canonical arguments, as the policies saw them.</summary>
    public string? InputsHash { get; init; }

    /// <summary>The strictest of all.</summary>
    public required PolicyVerdict Verdict { get; init; }

    /// <summary>Why, for each policy that did not simply allow.</summary>
    public required IReadOnlyList<PolicyFinding> Findings { get; init; }

    /// <summary>The policies that were asked, in their order.</summary>
    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>The risk of this call, which its arguments may have raised.</summary>
    public RiskTier Risk { get; init; }
}

/// <summary>People were asked about a call.</summary>
public sealed record ApprovalRequested : RunEvent
{
    /// <summary>Unguessable; names this question alone.</summary>
    public required string ApprovalId { get; init; }

    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The call's idempotency key: the call itself, whatever its id.</summary>
    public required string Key { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The contract's version.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Salted hash of the canonical arguments: an approval is for these and no others.</summary>
    public required string ArgumentsHash { get; init; }

    /// <summary>Exactly the arguments that would be used, as JSON.</summary>
    public required BlobRef Arguments { get; init; }

    /// <summary>The risk of this call.</summary>
    public RiskTier Risk { get; init; }

    /// <summary>Who asked for the run; may not decide.</summary>
    public required string Requester { get; init; }

    /// <summary>Why people are asked.</summary>
    public required IReadOnlyList<PolicyFinding> Reasons { get; init; }

    /// <summary>Who must agree: each of these.</summary>
    public required IReadOnlyList<ApprovalDemand> Demands { get; init; }

    /// <summary>When silence counts as no; null waits without end.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>When others are asked instead.</summary>
    public DateTimeOffset? EscalateAt { get; init; }

    /// <summary>Whom to ask then.</summary>
    public IReadOnlyList<string>? EscalateTo { get; init; }

    /// <summary>The question that this one takes the place of.</summary>
    public string? Supersedes { get; init; }

    /// <summary>Who agreed to exactly these arguments already, by editing the call into them.</summary>
    public IReadOnlyList<ApprovalVote>? Votes { get; init; }
}

/// <summary>In a dry run: the call would have waited for people, and nobody was asked.</summary>
public sealed record ToolDeferred : RunEvent
{
    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>Why people would have been asked.</summary>
    public required IReadOnlyList<PolicyFinding> Reasons { get; init; }
}

/// <summary>Somebody who may decide did. The question stays open until enough have.</summary>
public sealed record ApprovalVoted : RunEvent
{
    /// <summary>The question.</summary>
    public required string ApprovalId { get; init; }

    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>What was decided.</summary>
    public required ApprovalVerdict Verdict { get; init; }

    /// <summary>Who, with the groups that gave them the right.</summary>
    public required ApprovalVote Vote { get; init; }

    /// <summary>Why, in their words.</summary>
    public string? Reason { get; init; }
}

/// <summary>A question is answered, or nobody will answer it any more.</summary>
public sealed record ApprovalClosed : RunEvent
{
    /// <summary>The question.</summary>
    public required string ApprovalId { get; init; }

    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>How.</summary>
    public required ApprovalStatus Status { get; init; }

    /// <summary>Salted hash of the arguments that were asked about.</summary>
    public required string ArgumentsHash { get; init; }

    /// <summary>Salted hash of the arguments that an edit put in their place.</summary>
    public string? EditedHash { get; init; }

    /// <summary>The edited arguments, as JSON.</summary>
    public BlobRef? Edited { get; init; }

    /// <summary>What a person says to the model instead of the tool, as JSON.</summary>
    public BlobRef? Response { get; init; }

    /// <summary>A stable snake_case word: why nobody will answer it any more.</summary>
    public string? Code { get; init; }
}

/// <summary>Nobody decided in time, and others are asked. Those who were asked before may not decide any more.</summary>
public sealed record ApprovalEscalated : RunEvent
{
    /// <summary>The question.</summary>
    public required string ApprovalId { get; init; }

    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>Whom it is put to now.</summary>
    public required IReadOnlyList<string> Groups { get; init; }
}

/// <summary>A decision was sent that counts for nothing: forged, altered, late, repeated, or by somebody who may not decide.</summary>
public sealed record ApprovalRefused : RunEvent
{
    /// <summary>The question that was named; null when none was readable.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>The signal that brought it.</summary>
    public required string SignalId { get; init; }

    /// <summary>A stable snake_case word, listed in <see cref="ApprovalRefusalCodes"/>.</summary>
    public required string Code { get; init; }
}
