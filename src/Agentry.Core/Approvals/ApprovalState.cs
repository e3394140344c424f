namespace Agentry;

/// <summary>How one question to people stands.</summary>
public sealed class ApprovalState
{
    private readonly List<ApprovalVote> _votes;

    internal ApprovalState(ApprovalRequested request, DateTimeOffset at)
    {
        Request = request;
        RequestedAt = ChangedAt = at;
        Demands = request.Demands;
        _votes = [.. request.Votes ?? []];
    }

    /// <summary>The question.</summary>
    public ApprovalRequested Request { get; }

    /// <summary>When it was asked.</summary>
    public DateTimeOffset RequestedAt { get; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>How it stands.</summary>
    public ApprovalStatus Status { get; private set; }

    /// <summary>Who must agree now: after an escalation, others.</summary>
    public IReadOnlyList<ApprovalDemand> Demands { get; private set; }

    /// <summary>Who agreed to the arguments that were asked about, or after an edit to the edited ones.</summary>
    public IReadOnlyList<ApprovalVote> Votes => _votes;

    /// <summary>True once others were asked.</summary>
    public bool IsEscalated { get; private set; }

    /// <summary>The last decision that counted.</summary>
    public ApprovalVoted? LastVote { get; private set; }

    /// <summary>How it ended.</summary>
    public ApprovalClosed? Closed { get; private set; }

    /// <summary>The hash of the arguments that may run by it; null when none may.</summary>
    internal string? GrantedHash => Status switch
    {
        ApprovalStatus.Approved => Request.ArgumentsHash,
        ApprovalStatus.Edited => Closed!.EditedHash,
        _ => null,
    };

    /// <summary>When the run wants to look at it again by itself.</summary>
    internal DateTimeOffset? WakeAt =>
        !IsEscalated && Request.EscalateAt is { } escalate && !(Request.Deadline < escalate) ? escalate : Request.Deadline;

    internal bool Satisfies(IReadOnlyList<ApprovalDemand> demands) => demands.All(d => _votes.Count(v => d.Entitles(v.Groups)) >= d.Quorum);

    internal void Apply(ApprovalVoted voted, DateTimeOffset at)
    {
        LastVote = voted;
        ChangedAt = at;

        // Who agreed to other arguments agreed to nothing that will run.
        if (voted.Verdict == ApprovalVerdict.Edit)
            _votes.Clear();
        if (voted.Verdict is ApprovalVerdict.Approve or ApprovalVerdict.Edit)
            _votes.Add(voted.Vote);
    }

    internal void Apply(ApprovalEscalated escalated, DateTimeOffset at)
    {
        IsEscalated = true;
        ChangedAt = at;
        Demands = [.. Demands.Select(d => d with { Groups = escalated.Groups })];
    }

    internal void Apply(ApprovalClosed closed, DateTimeOffset at)
    {
        Status = closed.Status;
        Closed = closed;
        ChangedAt = at;
    }
}
