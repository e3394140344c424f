namespace Agentry;

/// <summary>Arguments that fit since they were mended, and what was done to them.</summary>
internal sealed record CoercedCall(Dictionary<string, object?> Arguments, IReadOnlyList<CoercedArgument> Changes);
