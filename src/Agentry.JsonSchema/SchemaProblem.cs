namespace Agentry.JsonSchema;

/// <summary>One reason why an instance does not match, worded so that a language model can repair its call.</summary>
public sealed record SchemaProblem
{
    /// <summary>
    /// RFC 6901 pointer into the instance, empty for the root. A missing property is reported at its object, a property that is not
    /// allowed at the property itself.
    /// </summary>
    public required string Pointer { get; init; }

    /// <summary>RFC 6901 pointer into the schema, to the keyword that failed; references are already followed. In a document of the registry with its URI and <c>#</c> before it.</summary>
    public required string SchemaLocation { get; init; }

    /// <summary>The way to the keyword with the steps of the references that were followed.</summary>
    internal KeywordLocation KeywordLocation { get; init; }

    /// <summary>
    /// The keyword that failed, such as <c>type</c>; <c>limit</c> when a limit of the validator ended the check; <c>json</c> when the text is not JSON or gives a
    /// name twice.
    /// </summary>
    public required string Keyword { get; init; }

    /// <summary>What the schema asks for, in short: <c>integer</c>, <c>one of "a", "b"</c>, <c>at most 500</c>.</summary>
    public required string Expected { get; init; }

    /// <summary>JSON text of what came, cut to 64 characters with an ellipsis; <c>nothing</c> when it is missing.</summary>
    /// <remarks>This is content of the call: redact it where calls may hold secrets.</remarks>
    public required string Actual { get; init; }

    /// <summary>One imperative line, such as <c>add "order_id" (integer)</c>.</summary>
    public required string Fix { get; init; }

    /// <summary>Whether the schema refused the value, or the check itself came to its end.</summary>
    /// <value>Default <see cref="SchemaFailure.Mismatch"/>.</value>
    public SchemaFailure Failure { get; init; }
}
