namespace Agentry;

/// <summary>What an event says about the inbox.</summary>
internal static class ApprovalProjection
{
    /// <param name="entry">The event.</param>
    /// <param name="state">The state with it applied.</param>
    public static ApprovalEntry? Of(RunLogEntry entry, RunState state) => entry.Event switch
    {
        ApprovalRequested e => Approval(e.ApprovalId, state),
        ApprovalVoted e => Approval(e.ApprovalId, state),
        ApprovalEscalated e => Approval(e.ApprovalId, state),
        ApprovalClosed e => Approval(e.ApprovalId, state),
        ToolSuspended { Suspension.Kind: Suspension.UnknownOutcome } e => Unknown(state.FindUnsettled(e.CallId), state, ApprovalStatus.Pending, entry.At),
        ToolSettled e => Unknown(state.FindByKey(e.Key), state, ApprovalStatus.Settled, entry.At),
        ToolCompleted { Late: false } e when state.FindByKey(e.Key) is { UnsettledSince: not null } call => Unknown(call, state, ApprovalStatus.Settled, entry.At),
        _ => null,
    };

    private static ApprovalEntry? Approval(string id, RunState state) =>
        // What a foreign loop asks is answered there: nobody would read a decision from the inbox.
        state.Started!.AgentVersion == ScopeOpener.Version || state.Questions.Find(id) is not { } approval ? null : new ApprovalEntry
        {
            Id = id,
            Kind = ApprovalKind.Approval,
            RootRun = state.Started!.RootRun,
            Agent = state.Started.Agent,
            CallId = approval.Request.CallId,
            Tool = approval.Request.Tool,
            Risk = approval.Request.Risk,
            Requester = approval.Request.Requester,
            Groups = [.. approval.Demands.SelectMany(d => d.Groups).Distinct(StringComparer.Ordinal)],
            Status = approval.Status,
            RequestedAt = approval.RequestedAt,
            Deadline = approval.Request.Deadline,
            ChangedAt = approval.ChangedAt,
        };

    private static ApprovalEntry? Unknown(CallState? call, RunState state, ApprovalStatus status, DateTimeOffset at) => call?.Intent is not { } intent ? null : new ApprovalEntry
    {
        Id = intent.Key,
        Kind = ApprovalKind.UnknownOutcome,
        RootRun = state.Started!.RootRun,
        Agent = state.Started.Agent,
        CallId = call.CallId,
        Tool = call.Tool,
        Risk = intent.Risk,
        Requester = state.Started.Caller.Subject,
        Status = status,
        RequestedAt = call.UnsettledSince ?? at,
        ChangedAt = at,
    };
}
