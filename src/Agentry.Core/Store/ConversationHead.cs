namespace Agentry;

/// <summary>How a conversation stands: a projection that a store keeps with the runs.</summary>
/// <param name="Last">The run created last; null before the first. A new run names it, so that none is created in between.</param>
/// <param name="Busy">The run that is not over; null when the next may begin.</param>
public readonly record struct ConversationHead(RunId? Last, RunId? Busy);
