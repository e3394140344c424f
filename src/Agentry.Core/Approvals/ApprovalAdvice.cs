namespace Agentry;

/// <summary>What is advised to whoever decides, from facts alone.</summary>
internal static class ApprovalAdvice
{
    public static string Of(ApprovalEntry entry, ApprovalState? approval) => entry switch
    {
        { Kind: ApprovalKind.UnknownOutcome } => "Ask the system that has the effect, by the idempotency key, then settle the call: it happened, it did not, or nobody will know.",
        { Status: not ApprovalStatus.Pending } => "Nothing: it is decided.",
        _ when approval?.Request.Reasons.Any(r => r.Policy == "assessment") == true =>
            "Reject unless you know from elsewhere that the call is right: the model itself is not sure.",
        { Risk: RiskTier.Critical } => "Approve only what you checked against the request yourself; the effect cannot be put right.",
        _ => "Compare the arguments with the request; approve, edit what is wrong, or reject.",
    };
}
