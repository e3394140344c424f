namespace Agentry;

/// <summary>A tool call that waits for a person.</summary>
/// <param name="CallId">The model's id of the call.</param>
/// <param name="Tool">The tool it would run.</param>
/// <param name="ArgumentsHash">The salted hash of exactly the arguments that would be used.</param>
/// <param name="Message">Why it waits.</param>
/// <param name="ApprovalId">What to decide under, through <see cref="AgentRuns.Inbox"/>; null when a layer suspended the call without asking there.</param>
/// <param name="Run">The run whose call it is, when that is a child run.</param>
public sealed record PendingApproval(
    string CallId, string Tool, string? ArgumentsHash, string Message, string? ApprovalId = null, string? Run = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Tool} ({CallId}): {Message}";
}
