namespace Agentry.Testing;

/// <summary>One start of a <see cref="CountingTool"/>.</summary>
/// <param name="Arguments">What it was given.</param>
/// <param name="IdempotencyKey">The key of the call; null when it ran outside an Agentry pipeline.</param>
public sealed record ToolInvocation(IReadOnlyDictionary<string, object?> Arguments, string? IdempotencyKey);
