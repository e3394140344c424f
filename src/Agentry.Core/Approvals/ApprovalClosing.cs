namespace Agentry;

/// <summary>Ends questions that nobody will answer any more.</summary>
internal static class ApprovalClosing
{
    public static ApprovalClosed Of(ApprovalState approval, ApprovalStatus status, string code) => new()
    {
        ApprovalId = approval.Request.ApprovalId,
        CallId = approval.Request.CallId,
        Status = status,
        ArgumentsHash = approval.Request.ArgumentsHash,
        Code = code,
    };

    /// <summary>The call was answered otherwise.</summary>
    public static void Withdraw(RunLog log, string key, string code)
    {
        if (log.ApprovalOf(key) is { Status: ApprovalStatus.Pending } open)
            log.Append(Of(open, ApprovalStatus.Withdrawn, code), Actors.Agentry);
    }

    /// <summary>The run is over.</summary>
    public static void WithdrawAll(RunLog log)
    {
        foreach (ApprovalState open in log.State.Approvals.Where(a => a.Status == ApprovalStatus.Pending).ToArray())
            log.Append(Of(open, ApprovalStatus.Withdrawn, "run_ended"), Actors.Agentry);
    }
}
