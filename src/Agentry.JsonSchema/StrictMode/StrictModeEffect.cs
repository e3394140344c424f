namespace Agentry.JsonSchema;

/// <summary>What becomes of a part of a schema in strict mode.</summary>
public enum StrictModeEffect
{
    /// <summary>The provider's clients take it out before they send the schema: the model is not held to it.</summary>
    Dropped,

    /// <summary>The provider answers such a schema with an error.</summary>
    Refused,
}
