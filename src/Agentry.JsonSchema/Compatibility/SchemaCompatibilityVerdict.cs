namespace Agentry.JsonSchema;

/// <summary>What a change of a schema means for those who send values to it.</summary>
public enum SchemaCompatibilityVerdict
{
    /// <summary>Every value that the old schema accepted is accepted by the new one.</summary>
    Compatible,

    /// <summary>Neither could be shown.</summary>
    Unknown,

    /// <summary>Some value that the old schema accepted is refused by the new one.</summary>
    Breaking,
}
