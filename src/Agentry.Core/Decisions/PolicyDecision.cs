namespace Agentry;

/// <summary>What a policy says about a call, and why.</summary>
public sealed record PolicyDecision
{
    private PolicyDecision(PolicyVerdict verdict, string code, string message)
    {
        Verdict = verdict;
        Code = code;
        Message = message;
    }

    /// <summary>Nothing against it.</summary>
    public static PolicyDecision Allow { get; } = new(PolicyVerdict.Allow, "allowed", "");

    /// <summary>The verdict.</summary>
    public PolicyVerdict Verdict { get; }

    /// <summary>A stable snake_case word for programs.</summary>
    public string Code { get; }

    /// <summary>A sentence for the model and for approvers. It goes into the run log: no content of the call, no secrets.</summary>
    public string Message { get; }

    /// <summary>Who must agree, for <see cref="PolicyVerdict.RequireApproval"/>; null leaves it to <see cref="ApprovalOptions"/>.</summary>
    public ApprovalDemand? Demand { get; private init; }

    /// <summary>The call must not run, whoever agrees.</summary>
    public static PolicyDecision Deny(string code, string message) => new(PolicyVerdict.Deny, Word(code), message);

    /// <summary>The call may run once people have agreed to exactly its arguments.</summary>
    public static PolicyDecision RequireApproval(string code, string message, ApprovalDemand? demand = null) =>
        new(PolicyVerdict.RequireApproval, Word(code), message) { Demand = demand };

    private static string Word(string code)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(code);
        return code;
    }
}
