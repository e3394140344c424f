using System.Security.Cryptography;

namespace Agentry;

/// <summary>Lets a call run that needs nobody, or to whose exact arguments enough people agreed; asks people about any other.</summary>
/// <remarks>
/// Once people were asked about a call, it waits for them, whatever the policies say meanwhile; a no is a no for good. What they agreed to is one contract
/// version with one set of arguments.
/// </remarks>
internal sealed class ApprovalLayer(DecisionOptions options) : IToolLayer
{
    private readonly ApprovalDemand _default = options.Approval.Demand;
    private readonly string[] _escalateTo = [.. options.Approval.EscalateTo];

    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        ApprovalNeeds.Collect(context, options);
        context.EscalatesFailure = context.Risk >= options.Handling.EscalateFailuresFrom && context.Contract.Effect != ToolEffect.ReadOnly;
        ApprovalState? known = context.Run.Log.ApprovalOf(context.IdempotencyKey);
        return known is null && context.Needs.Count == 0
            ? next(context, cancellationToken)
            : DecideAsync(context, known, next, cancellationToken);
    }

    private async ValueTask<ToolOutcome> DecideAsync(
        ToolCallContext context, ApprovalState? known, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!context.AreArgumentsChecked)
            throw new InvalidOperationException($"The arguments of {context.Contract.Name} changed after their contract was checked.");
        if (known is null && context.Run.IsDryRun)
        {
            context.Run.Log.Append(
                new ToolDeferred { CallId = context.CallId, Tool = context.Contract.Name, Reasons = [.. context.Needs.Select(n => n.Reason)] }, Actors.Agentry);
            return ToolOutcome.Refuse(ToolRefusalCodes.DryRun, ToolMessages.WouldWait(context.Contract.Name));
        }

        switch (known?.Status)
        {
            case ApprovalStatus.Rejected:
                return ToolOutcome.Refuse(ToolRefusalCodes.Rejected, ToolMessages.Rejected(context.Contract.Name, known.LastVote?.Reason));
            case ApprovalStatus.Expired:
                return ToolOutcome.Refuse(ToolRefusalCodes.ApprovalExpired, ToolMessages.ApprovalExpired(context.Contract.Name));
            case ApprovalStatus.Responded:
                object? response = await new RunReader(context.Run.Pipeline.Runtime)
                    .ReadAnswerAsync(context.Run.Log.Run, known.Closed!.Response!, cancellationToken).ConfigureAwait(false);
                return ToolOutcome.Refuse(ToolRefusalCodes.Responded, response as string ?? ErasedContent.Placeholder);
            case ApprovalStatus.Pending when IsAbout(known, known.Request.ArgumentsHash, context):
                return Wait(context, known);
            case ApprovalStatus.Pending:
                Close(context, known, ApprovalStatus.Superseded, "changed");
                return Ask(context, known, []);
            case ApprovalStatus.Approved when known.Request.ArgumentsHash != context.ArgumentsHash:
                return ToolOutcome.Refuse(ToolRefusalCodes.ArgumentsChanged, ToolMessages.ArgumentsChanged(context.Contract.Name));
            case ApprovalStatus.Approved or ApprovalStatus.Edited when IsAbout(known, known.GrantedHash!, context):
                return Covers(known, Demands(context)) ? await next(context, cancellationToken).ConfigureAwait(false) : Ask(context, known, known.Votes);
            default:
                return context.Needs.Count == 0 && known is null or { Status: ApprovalStatus.Withdrawn }
                    ? await next(context, cancellationToken).ConfigureAwait(false)
                    : Ask(context, known, []);
        }
    }

    private static bool IsAbout(ApprovalState known, string hash, ToolCallContext context) =>
        hash == context.ArgumentsHash && known.Request.ToolVersion == context.Contract.Version;

    /// <summary>What is demanded now may be more than what was asked then.</summary>
    private static bool Covers(ApprovalState known, IReadOnlyList<ApprovalDemand> demands)
    {
        foreach (ApprovalDemand demand in demands)
        {
            // After an escalation others stand for those who were asked.
            int asked = known.Request.Demands.ToList().FindIndex(d => d.IsLike(demand));
            ApprovalDemand now = asked < 0 ? demand : known.Demands[asked];
            if (known.Votes.Count(v => now.Entitles(v.Groups)) < demand.Quorum)
                return false;
        }

        return true;
    }

    private static ToolOutcome Wait(ToolCallContext context, ApprovalState known)
    {
        DateTimeOffset now = context.Run.Time.GetUtcNow();
        if (known.Request.Deadline <= now)
        {
            Close(context, known, ApprovalStatus.Expired, "deadline");
            return ToolOutcome.Refuse(ToolRefusalCodes.ApprovalExpired, ToolMessages.ApprovalExpired(context.Contract.Name));
        }

        if (known.Request is { EscalateTo: { Count: > 0 } others } && known.Request.EscalateAt <= now && !known.IsEscalated)
        {
            context.Run.Log.Append(
                new ApprovalEscalated { ApprovalId = known.Request.ApprovalId, CallId = context.CallId, Groups = others }, Actors.Agentry);
        }

        return Suspended(context, known);
    }

    private ToolOutcome Ask(ToolCallContext context, ApprovalState? before, IReadOnlyList<ApprovalVote> votes)
    {
        // A foreign loop cannot wait, so nobody is asked.
        if (context.Run.IsScope)
        {
            return ToolOutcome.Suspend(new Suspension
            {
                Kind = Suspension.Approval,
                CallId = context.CallId,
                Tool = context.Contract.Name,
                Message = ToolMessages.Waiting(context.Contract),
            });
        }

        DateTimeOffset now = context.Run.Time.GetUtcNow();
        bool escalates = _escalateTo.Length > 0 && options.Approval.EscalateAfter is not null;
        context.Run.Log.Append(
            new ApprovalRequested
            {
                ApprovalId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                CallId = context.CallId,
                Key = context.IdempotencyKey,
                Tool = context.Contract.Name,
                ToolVersion = context.Contract.Version,
                ArgumentsHash = context.ArgumentsHash,
                Arguments = context.Run.Log.Add(BlobWriter.OfAnswer(context.ArgumentValues)),
                Risk = context.Risk,
                Requester = context.Run.Caller.Subject,
                Reasons = context.Needs.Count > 0 || before is null ? [.. context.Needs.Select(n => n.Reason)] : before.Request.Reasons,

                // Where nobody demands it any more, it is still a question for those who were asked.
                Demands = Demands(context) is { Count: > 0 } demands ? demands : before?.Request.Demands ?? [_default],
                Deadline = now + options.Approval.Deadline,
                EscalateAt = escalates ? now + options.Approval.EscalateAfter : null,
                EscalateTo = escalates ? _escalateTo : null,
                Supersedes = before?.Request.ApprovalId,
                Votes = votes.Count == 0 ? null : votes,
            },
            context.Run.AgentActor);
        return Suspended(context, context.Run.Log.ApprovalOf(context.IdempotencyKey)!);
    }

    private static ToolOutcome Suspended(ToolCallContext context, ApprovalState approval) => ToolOutcome.Suspend(new Suspension
    {
        Kind = Suspension.Approval,
        CallId = context.CallId,
        Tool = context.Contract.Name,
        Message = approval.Request.Reasons is [{ Message.Length: > 0 } why, ..]
            ? $"{ToolMessages.Waiting(context.Contract)} {why.Message}"
            : ToolMessages.Waiting(context.Contract),
        WakeAt = approval.WakeAt,
        ApprovalId = approval.Request.ApprovalId,
        HoldsTurn = context.Needs.Any(n => n.HoldsTurn) ? true : null,
    });

    private static void Close(ToolCallContext context, ApprovalState known, ApprovalStatus status, string code) =>
        context.Run.Log.Append(ApprovalClosing.Of(known, status, code), Actors.Agentry);

    /// <summary>Every distinct group of people that somebody wants to be asked; of the same group the larger number.</summary>
    private List<ApprovalDemand> Demands(ToolCallContext context)
    {
        List<ApprovalDemand> demands = [];
        foreach (ApprovalNeed need in context.Needs)
        {
            ApprovalDemand demand = need.Demand ?? _default;
            int same = demands.FindIndex(d => d.IsLike(demand));
            if (same < 0)
                demands.Add(demand);
            else if (demands[same].Quorum < demand.Quorum)
                demands[same] = demand;
        }

        // Who must be of a group is somebody: asking anybody besides asks for nothing more.
        if (demands.Count > 1)
            demands.RemoveAll(d => d.Groups.Count == 0 && demands.Exists(o => o.Groups.Count > 0 && o.Quorum >= d.Quorum));
        return demands;
    }
}
