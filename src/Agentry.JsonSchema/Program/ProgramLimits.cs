namespace Agentry.JsonSchema;

/// <summary>What a validation may cost; taken from the options when the schema is compiled.</summary>
internal sealed class ProgramLimits(SchemaCompileOptions options)
{
    public int MaxDepth { get; } = options.MaxDepth;

    public int MaxSteps { get; } = options.MaxEvaluationSteps;

    public int MaxBytes { get; } = options.MaxInstanceBytes;

    public int MaxNumberLength { get; } = options.MaxNumberLength;

    public bool RefusesDuplicates { get; } = options.RefuseDuplicateNames;
}
