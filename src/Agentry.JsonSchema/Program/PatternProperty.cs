namespace Agentry.JsonSchema;

/// <summary>One entry of <c>patternProperties</c>.</summary>
internal readonly record struct PatternProperty(PatternMatcher Pattern, int Block);
