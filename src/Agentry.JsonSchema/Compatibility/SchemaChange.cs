namespace Agentry.JsonSchema;

/// <summary>A difference between two schemas that is, or may be, felt by those who send values.</summary>
public sealed record SchemaChange
{
    /// <summary>What it means; never <see cref="SchemaCompatibilityVerdict.Compatible"/>.</summary>
    public required SchemaCompatibilityVerdict Verdict { get; init; }

    /// <summary>Where in a value it shows: an RFC 6901 pointer with <c>*</c> for any item or any other property; empty for the root.</summary>
    public required string Pointer { get; init; }

    /// <summary>RFC 6901 pointer into the new schema, to what refuses the value; references are already followed.</summary>
    public required string SchemaLocation { get; init; }

    /// <summary>The difference in one line.</summary>
    public required string Reason { get; init; }
}
