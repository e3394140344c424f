namespace Agentry.JsonSchema;

/// <summary>What becomes of a part of a schema in strict mode.</summary>
public enum StrictModeEffect
{
    /// <summary>
    /// The provider's own clients (Anthropic's for Python, TypeScript, Ruby and PHP) take it out before they send the schema, so that the model is not held to it; sent all the
    /// same, the provider answers with an error.
    /// </summary>
    Dropped,

    /// <summary>The provider answers such a schema with an error.</summary>
    Refused,
}
