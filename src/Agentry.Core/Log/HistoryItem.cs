namespace Agentry;

/// <summary>One entry of a run's history.</summary>
/// <param name="Message">A message by the address of its JSON; null for a tool message.</param>
/// <param name="Answers">For a tool message: the calls whose answers it carries, in the model's order.</param>
public sealed record HistoryItem(BlobRef? Message, IReadOnlyList<CallState>? Answers);
