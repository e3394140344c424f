namespace Agentry;

/// <summary>The run that was started under an idempotency key.</summary>
/// <param name="Run">The run. It may be pruned; the key is remembered longer.</param>
/// <param name="RequestHash">Salted hash of what was asked.</param>
/// <param name="IsExpired">True when a new run may take the key: its time is over, by the clock of the store, or the run was pruned.</param>
public sealed record KeyHolder(RunId Run, string? RequestHash, bool IsExpired);
