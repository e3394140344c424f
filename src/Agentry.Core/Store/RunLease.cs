namespace Agentry;

/// <summary>Who owns a run. The epoch is the fence: a commit with an older one is refused, whatever its writer believes about the time.</summary>
/// <param name="Run">The run.</param>
/// <param name="Owner">The worker that holds it; see <see cref="StoreLease.Owner"/>.</param>
/// <param name="Epoch">Raised each time the run gets another owner.</param>
public readonly record struct RunLease(RunKey Run, string Owner, long Epoch);
