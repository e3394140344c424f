namespace Agentry.JsonSchema;

/// <summary>Why an instance is invalid: because of the schema, or because the check could not be brought to its end.</summary>
public enum SchemaFailure
{
    /// <summary>A keyword of the schema does not hold.</summary>
    Mismatch,

    /// <summary>The text is not JSON: malformed, or cut off.</summary>
    Malformed,

    /// <summary>An object gives a name twice (<see cref="SchemaCompileOptions.RefuseDuplicateNames"/>).</summary>
    DuplicateName,

    /// <summary>Nested deeper than <see cref="SchemaCompileOptions.MaxDepth"/>, or than the stack allows.</summary>
    TooDeep,

    /// <summary>Longer than <see cref="SchemaCompileOptions.MaxInstanceBytes"/>.</summary>
    TooLong,

    /// <summary>A number longer than <see cref="SchemaCompileOptions.MaxNumberLength"/>, or with an exponent of more than 18 digits.</summary>
    NumberTooLong,

    /// <summary>More work than <see cref="SchemaCompileOptions.MaxEvaluationSteps"/>.</summary>
    TooManySteps,

    /// <summary>A pattern ran longer than <see cref="SchemaCompileOptions.PatternTimeout"/>.</summary>
    PatternTimeout,
}
