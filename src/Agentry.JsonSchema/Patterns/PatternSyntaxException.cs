namespace Agentry.JsonSchema;

/// <summary>A pattern is not a regular expression of ECMA-262, or uses a part of it that is not known here.</summary>
internal sealed class PatternSyntaxException(string message) : Exception(message);
