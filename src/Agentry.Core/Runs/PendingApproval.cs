namespace Agentry;

/// <summary>A tool call that waits for a person.</summary>
/// <param name="CallId">The model's id of the call.</param>
/// <param name="Tool">The tool it would run.</param>
/// <param name="ArgumentsHash">The salted hash of exactly the arguments that would be used.</param>
/// <param name="Message">Why it waits.</param>
public sealed record PendingApproval(string CallId, string Tool, string? ArgumentsHash, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Tool} ({CallId}): {Message}";
}
