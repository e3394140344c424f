namespace Agentry;

/// <summary>What waits for a person, as a projection of the run log that a store keeps for the inbox.</summary>
public sealed record ApprovalEntry
{
    /// <summary>Its id: unguessable for an approval, the call's idempotency key for an unknown outcome.</summary>
    public required string Id { get; init; }

    /// <summary>What is asked.</summary>
    public required ApprovalKind Kind { get; init; }

    /// <summary>The run at the top, when the call is one of a child run.</summary>
    public string? RootRun { get; init; }

    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The risk of the call.</summary>
    public RiskTier Risk { get; init; }

    /// <summary>Who asked for the run.</summary>
    public required string Requester { get; init; }

    /// <summary>Roles that may decide now; empty is anybody but the requester.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>How it stands.</summary>
    public ApprovalStatus Status { get; init; }

    /// <summary>When it was asked, in UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When silence counts as no.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>When this became known, in UTC.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <inheritdoc/>
    public bool Equals(ApprovalEntry? other) => other is not null
        && (Id, Kind, RootRun, Agent, CallId, Tool, Risk, Requester, Status, RequestedAt, Deadline, ChangedAt)
            == (other.Id, other.Kind, other.RootRun, other.Agent, other.CallId, other.Tool, other.Risk, other.Requester, other.Status, other.RequestedAt, other.Deadline, other.ChangedAt)
        && Groups.SequenceEqual(other.Groups, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Kind, Status, ChangedAt);
}
