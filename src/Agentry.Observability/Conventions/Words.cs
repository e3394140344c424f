namespace Agentry;

/// <summary>Our enums as attribute values: snake_case words that stay when a member is renamed.</summary>
internal static class Words
{
    public static string Of(FailureClass failure) => failure switch
    {
        FailureClass.Transient => "transient",
        FailureClass.Throttled => "throttled",
        FailureClass.Timeout => "timeout",
        FailureClass.InvalidRequest => "invalid_request",
        FailureClass.InvalidResponse => "invalid_response",
        FailureClass.ContextTooLong => "context_too_long",
        FailureClass.ContentBlocked => "content_blocked",
        FailureClass.Unauthorized => "unauthorized",
        FailureClass.QuotaExhausted => "quota_exhausted",
        FailureClass.ToolFault => "tool_fault",
        FailureClass.Refused => "refused",
        _ => ErrorType.Other,
    };

    public static string Of(RunStatus status) => status switch
    {
        RunStatus.Running => "running",
        RunStatus.AwaitingApproval => "awaiting_approval",
        RunStatus.Suspended => "suspended",
        RunStatus.Completed => "completed",
        RunStatus.Blocked => "blocked",
        RunStatus.LimitReached => "limit_reached",
        RunStatus.Cancelled => "cancelled",
        _ => "failed",
    };

    public static string Of(SpendBasis basis) => basis switch
    {
        SpendBasis.Reported => "reported",
        SpendBasis.Estimated => "estimated",
        SpendBasis.Reserved => "reserved",
        SpendBasis.Released => "released",
        _ => "declared",
    };

    public static string Of(LatencyScope scope) => scope switch
    {
        LatencyScope.Run => "run",
        LatencyScope.ModelStep => "model_step",
        LatencyScope.FirstContent => "first_content",
        _ => "tool_step",
    };

    public static string Of(ToolOutcomeKind outcome) => outcome switch
    {
        ToolOutcomeKind.Succeeded => "succeeded",
        ToolOutcomeKind.Failed => "failed",
        ToolOutcomeKind.Refused => "refused",
        ToolOutcomeKind.Suspended => "suspended",
        _ => "unknown",
    };
}
