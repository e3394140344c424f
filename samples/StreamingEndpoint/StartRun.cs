namespace StreamingEndpoint;

/// <summary>The body of a start.</summary>
/// <param name="Text">What the user wants.</param>
/// <param name="ConversationId">The conversation it continues, if any.</param>
internal sealed record StartRun(string? Text, string? ConversationId);
