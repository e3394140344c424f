namespace Agentry.JsonSchema;

/// <summary>A part of a schema that a provider's strict mode does not take as it is.</summary>
public sealed record StrictModeFinding
{
    /// <summary>RFC 6901 pointer into the schema, empty for the root.</summary>
    public required string Pointer { get; init; }

    /// <summary>The keyword to blame, or the one that is missing.</summary>
    public required string Keyword { get; init; }

    /// <summary>What becomes of it.</summary>
    public required StrictModeEffect Effect { get; init; }

    /// <summary>The rule, and what to do about it, in one line.</summary>
    public required string Reason { get; init; }
}
