namespace Agentry;

/// <summary>The shape that a run's answer was asked to have.</summary>
public sealed record AskedAnswer
{
    /// <summary>The name under which the model is told of the schema.</summary>
    public required string Name { get; init; }

    /// <summary>Lowercase hexadecimal SHA-256 over the canonical JSON of the schema.</summary>
    public required string SchemaHash { get; init; }

    /// <summary>The schema, so that whoever goes on with the run can check its answer.</summary>
    public required BlobRef Schema { get; init; }
}

/// <summary>The model's answer did not have the shape that was asked for.</summary>
public sealed record AnswerRefused : RunEvent
{
    /// <summary>The turn that gave it, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>A stable snake_case word, listed in <see cref="AnswerRefusalCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The message that asks the model to repair it; null when it is not asked again.</summary>
    public BlobRef? Message { get; init; }
}
