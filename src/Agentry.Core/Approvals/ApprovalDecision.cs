using System.Text.Json;

namespace Agentry;

/// <summary>What a person decides about a call.</summary>
public sealed record ApprovalDecision
{
    private ApprovalDecision(ApprovalVerdict verdict, string? reason)
    {
        Verdict = verdict;
        Reason = reason;
    }

    /// <summary>The verdict.</summary>
    public ApprovalVerdict Verdict { get; }

    /// <summary>Why, in the person's words; it goes into the log, and with a no to the model.</summary>
    public string? Reason { get; }

    /// <summary>The arguments to use instead, a JSON object.</summary>
    public JsonElement? Arguments { get; private init; }

    /// <summary>What the model is told instead of a result.</summary>
    public string? Response { get; private init; }

    /// <summary>The hash that the person saw (<see cref="ApprovalDetails.ArgumentsHash"/>); another one is refused. Null trusts the id, which names one question alone.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>Run it with exactly these arguments.</summary>
    public static ApprovalDecision Approve(string? reason = null) => new(ApprovalVerdict.Approve, reason);

    /// <summary>Do not run it.</summary>
    public static ApprovalDecision Reject(string? reason = null) => new(ApprovalVerdict.Reject, reason);

    /// <summary>Run it with other arguments, once these have passed the contract and the policies.</summary>
    /// <param name="arguments">All of the arguments, a JSON object.</param>
    /// <param name="reason">Why.</param>
    public static ApprovalDecision Edit(JsonElement arguments, string? reason = null) => arguments.ValueKind == JsonValueKind.Object
        ? new(ApprovalVerdict.Edit, reason) { Arguments = arguments }
        : throw new ArgumentException("Edited arguments are a JSON object.", nameof(arguments));

    /// <summary>Do not run it, and tell the model this.</summary>
    public static ApprovalDecision Respond(string response, string? reason = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(response);
        return new(ApprovalVerdict.Respond, reason) { Response = response };
    }
}
