using Microsoft.Extensions.AI;

namespace Agentry.Testing;

/// <summary>What a test model was asked.</summary>
/// <param name="Index">How many requests came before it.</param>
/// <param name="Messages">A copy of the messages.</param>
/// <param name="Options">The options as they came.</param>
/// <param name="IsStreaming">Which of the two methods was called.</param>
public sealed record ModelRequest(int Index, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options, bool IsStreaming);
