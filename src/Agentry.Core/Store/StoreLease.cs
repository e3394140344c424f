namespace Agentry;

/// <summary>How long a worker wants to be the owner of a run.</summary>
/// <param name="Owner">The worker: one name per process, never used again by another one.</param>
/// <param name="Duration">From now on, by the clock of the store. The worker renews it long before that.</param>
public sealed record StoreLease(string Owner, TimeSpan Duration);
