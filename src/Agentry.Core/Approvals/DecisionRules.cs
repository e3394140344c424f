using System.Text.Json;

namespace Agentry;

/// <summary>What a decision that was sent comes to: the one place that judges it, for the owner of the run and for whoever wants to know beforehand.</summary>
internal static class DecisionRules
{
    /// <summary>Null: it counts.</summary>
    public static string? WhyNot(ApprovalState? approval, DecisionSignal? decision, DateTimeOffset now)
    {
        if (decision is null || string.IsNullOrWhiteSpace(decision.Approver) || !IsComplete(decision))
            return ApprovalRefusalCodes.Malformed;
        if (approval is null)
            return ApprovalRefusalCodes.NoSuchApproval;
        if (approval.Status != ApprovalStatus.Pending)
            return ApprovalRefusalCodes.AlreadyClosed;
        if (approval.Request.Deadline <= now)
            return ApprovalRefusalCodes.Late;
        if (decision.ArgumentsHash != approval.Request.ArgumentsHash || decision.ToolVersion != approval.Request.ToolVersion)
            return ApprovalRefusalCodes.Altered;
        if (decision.Approver == approval.Request.Requester)
            return ApprovalRefusalCodes.Requester;
        if (!approval.Demands.Any(d => d.Entitles(decision.Groups)))
            return ApprovalRefusalCodes.NotEntitled;
        return approval.Votes.Any(v => v.Approver == decision.Approver) ? ApprovalRefusalCodes.AlreadyVoted : null;
    }

    /// <summary>The events that a signal becomes, in their order.</summary>
    /// <param name="state">The run.</param>
    /// <param name="run">Its key.</param>
    /// <param name="signal">What was sent, by whomever.</param>
    /// <param name="now">When it is read.</param>
    /// <param name="key">The key that signs run logs.</param>
    /// <param name="content">Keeps content.</param>
    /// <param name="hash">Hashes arguments of a tool as the run does.</param>
    public static IReadOnlyList<RunEvent> Judge(
        RunState state,
        RunKey run,
        RunSignal signal,
        DateTimeOffset now,
        byte[]? key,
        Func<object?, BlobRef> content,
        Func<string, Dictionary<string, object?>, string> hash)
    {
        DecisionSignal? decision = DecisionSignal.Read(signal.Body);
        ApprovalState? approval = decision is null ? null : state.Questions.Find(decision.ApprovalId);
        string? code = decision is not null && !decision.HasSeal(run, key) ? ApprovalRefusalCodes.Forged : WhyNot(approval, decision, now);
        if (code is not null)
            return [new ApprovalRefused { ApprovalId = approval?.Request.ApprovalId, SignalId = signal.Id, Code = code }];
        ApprovalRequested asked = approval!.Request;
        var vote = new ApprovalVote(decision!.Approver, decision.Groups);
        var voted = new ApprovalVoted
        {
            ApprovalId = asked.ApprovalId,
            CallId = asked.CallId,
            Verdict = decision.Verdict,
            Vote = vote,
            Reason = decision.Reason,
        };
        if (StatusAfter(approval, decision.Verdict, vote) is not { } status)
            return [voted];
        bool isEdit = status == ApprovalStatus.Edited;
        return
        [
            voted,
            new ApprovalClosed
            {
                ApprovalId = asked.ApprovalId,
                CallId = asked.CallId,
                Status = status,
                ArgumentsHash = asked.ArgumentsHash,
                EditedHash = isEdit ? hash(asked.Tool, Arguments(decision)) : null,
                Edited = isEdit ? content(decision.Arguments) : null,
                Response = status == ApprovalStatus.Responded ? content(decision.Response) : null,
            },
        ];
    }

    private static ApprovalStatus? StatusAfter(ApprovalState approval, ApprovalVerdict verdict, ApprovalVote vote) => verdict switch
    {
        ApprovalVerdict.Reject => ApprovalStatus.Rejected,
        ApprovalVerdict.Respond => ApprovalStatus.Responded,
        ApprovalVerdict.Edit => ApprovalStatus.Edited,
        _ => approval.Demands.All(d => approval.Votes.Append(vote).Count(v => d.Entitles(v.Groups)) >= d.Quorum) ? ApprovalStatus.Approved : null,
    };

    private static bool IsComplete(DecisionSignal decision) => decision.Verdict switch
    {
        ApprovalVerdict.Approve or ApprovalVerdict.Reject => decision is { Arguments: null, Response: null },
        ApprovalVerdict.Edit => decision is { Arguments.ValueKind: JsonValueKind.Object, Response: null },
        ApprovalVerdict.Respond => decision is { Arguments: null, Response: not null },
        _ => false,
    };

    public static Dictionary<string, object?> Arguments(DecisionSignal decision) =>
        decision.Arguments!.Value.EnumerateObject()
            .GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (object?)g.Last().Value.Clone(), StringComparer.Ordinal);
}
