namespace Agentry;

/// <summary>One person's voice.</summary>
/// <param name="Approver">The person's subject.</param>
/// <param name="Groups">The roles they held when they decided.</param>
public sealed record ApprovalVote(string Approver, IReadOnlyList<string> Groups);
