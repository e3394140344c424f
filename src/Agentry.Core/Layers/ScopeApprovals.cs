using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// The approval requests that a foreign loop made in a scope, under ids of our own that nobody can guess. A response counts once, for a request that is in the log, with exactly
/// its call; whatever else a loop is handed it never sees.
/// </summary>
internal sealed class ScopeApprovals(RunContext run, ProposalBook proposals)
{
    private const string Host = "host";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string LoopId, FunctionCallContent Call)> _requests = new(StringComparer.Ordinal);

    /// <summary>Notes a request of the loop. Null: nobody proposed that call here, so nobody is asked about it.</summary>
    public ToolApprovalRequestContent? Ask(ToolApprovalRequestContent request, ToolContract? contract)
    {
        if (request.ToolCall is not FunctionCallContent call || proposals.Find(call) is not { } proposal)
            return null;
        lock (_lock)
        {
            string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            run.Log.Append(
                new ApprovalRequested
                {
                    ApprovalId = id,
                    CallId = proposal.CallId,
                    Key = IdempotencyKey.Of(run.RunId, proposal.ReplySequence, proposal.Ordinal),
                    Tool = call.Name,
                    ToolVersion = contract?.Version ?? "",
                    ArgumentsHash = HashOf(call),
                    Arguments = run.Log.Add(BlobWriter.OfAnswer(ToolArguments.Copy(call.Arguments))),
                    Risk = contract?.Risk ?? default,
                    Requester = run.Caller.Subject,
                    Reasons = [new PolicyFinding("loop", PolicyVerdict.RequireApproval, "approval_required", "The loop around the tools asks for approval.")],
                    Demands = [ApprovalDemand.Anybody],
                },
                run.AgentActor);
            _requests[id] = (request.RequestId, call);
            return new ToolApprovalRequestContent(id, call);
        }
    }

    /// <summary>A request in a history, under the id that the loop knows it by; null when it is none of ours.</summary>
    public ToolApprovalRequestContent? Known(ToolApprovalRequestContent request)
    {
        lock (_lock)
            return _requests.TryGetValue(request.RequestId, out (string LoopId, FunctionCallContent Call) known) ? new ToolApprovalRequestContent(known.LoopId, known.Call) : null;
    }

    /// <summary>A response as the loop may see it, with the call that was asked about; null when it counts for nothing.</summary>
    public ToolApprovalResponseContent? Answer(ToolApprovalResponseContent response)
    {
        lock (_lock)
        {
            ApprovalState? approval = run.Log.FindApproval(response.RequestId);
            string? code = approval is null || !_requests.TryGetValue(response.RequestId, out (string LoopId, FunctionCallContent Call) known)
                ? ApprovalRefusalCodes.NoSuchApproval
                : response.ToolCall is not FunctionCallContent call || call.Name != approval.Request.Tool || HashOf(call) != approval.Request.ArgumentsHash
                    ? ApprovalRefusalCodes.Altered
                    : null;
            if (code is null && approval!.Status != ApprovalStatus.Pending)
            {
                // A loop is handed its whole history again with each request: the same answer is no second one.
                return (approval.Status == ApprovalStatus.Approved) == response.Approved
                    ? Map(response)
                    : Refuse(response, ApprovalRefusalCodes.AlreadyClosed);
            }

            if (code is not null)
                return Refuse(response, code);
            run.Log.Append(
                new ApprovalVoted
                {
                    ApprovalId = response.RequestId,
                    CallId = approval!.Request.CallId,
                    Verdict = response.Approved ? ApprovalVerdict.Approve : ApprovalVerdict.Reject,
                    Vote = new ApprovalVote(Host, []),
                    Reason = response.Reason,
                },
                Actors.Caller(run.Caller));
            run.Log.Append(
                new ApprovalClosed
                {
                    ApprovalId = response.RequestId,
                    CallId = approval.Request.CallId,
                    Status = response.Approved ? ApprovalStatus.Approved : ApprovalStatus.Rejected,
                    ArgumentsHash = approval.Request.ArgumentsHash,
                },
                Actors.Caller(run.Caller));
            return Map(response);
        }
    }

    private ToolApprovalResponseContent Map(ToolApprovalResponseContent response)
    {
        (string loopId, FunctionCallContent call) = _requests[response.RequestId];
        return new ToolApprovalResponseContent(loopId, response.Approved, call) { Reason = response.Reason };
    }

    private ToolApprovalResponseContent? Refuse(ToolApprovalResponseContent response, string code)
    {
        run.Pipeline.Runtime.Logger.DecisionRefused(Host, run.Log.Run.ToString(), code);
        run.Log.Append(
            new ApprovalRefused { ApprovalId = code == ApprovalRefusalCodes.NoSuchApproval ? null : response.RequestId, SignalId = Host, Code = code },
            Actors.Caller(run.Caller));
        return null;
    }

    /// <summary>Arguments without a JSON form are no model's: they equal nothing.</summary>
    private string HashOf(FunctionCallContent call)
    {
        try
        {
            return ArgumentsHash.Of(run.Salt, call.Name, ToolArguments.Copy(call.Arguments));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or System.Text.Json.JsonException)
        {
            return "";
        }
    }
}
