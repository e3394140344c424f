using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What became of the messages of a request.</summary>
internal sealed record RequestDecision(bool Passes, IReadOnlyList<ChatMessage> Messages, IReadOnlyList<GuardrailFinding> Findings);
