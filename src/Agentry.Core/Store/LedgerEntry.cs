namespace Agentry;

/// <summary>One idempotency key and what is known about its effect: a projection of the run log that a store keeps by key.</summary>
/// <param name="Key">The idempotency key.</param>
/// <param name="CallId">The call's id in the reply.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Effect">What the tool promises about repeating it.</param>
/// <param name="Outcome">How it ended; null while the intent has no outcome.</param>
/// <param name="ChangedAt">When this became known, in UTC.</param>
public readonly record struct LedgerEntry(
    string Key, string CallId, string Tool, ToolEffect Effect, ToolOutcomeKind? Outcome, DateTimeOffset ChangedAt);
