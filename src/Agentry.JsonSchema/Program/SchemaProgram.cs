namespace Agentry.JsonSchema;

/// <summary>
/// A compiled schema: instructions and tables, immutable once built, so that any number of threads may run it. Running it uses only
/// the stack and, for long texts, pooled memory.
/// </summary>
internal sealed class SchemaProgram
{
    public required Block[] Blocks { get; init; }

    public required Instruction[] Code { get; init; }

    /// <summary>The pointer of each block into the schema, for messages only.</summary>
    public required string[] Locations { get; init; }

    /// <summary>For each place that is only a reference, or a reference beside other keywords, the further references that were followed there, such as <c>/$ref</c>.</summary>
    public required IReadOnlyDictionary<string, string> Followed { get; init; }

    public required ObjectPlan[] Objects { get; init; }

    public required ArrayPlan[] Arrays { get; init; }

    public required NumberPlan[] Numbers { get; init; }

    public required StringPlan[] Strings { get; init; }

    public required ConstantSet[] Constants { get; init; }

    public required ChoicePlan[] Choices { get; init; }

    public required DependentPlan[] Dependents { get; init; }

    public required UnevaluatedPlan[] Unevaluated { get; init; }

    public required int Root { get; init; }

    public required ProgramLimits Limits { get; init; }

    /// <summary>Whether a text can be checked while it is read, without a document.</summary>
    public bool IsSinglePass { get; set; }

    /// <summary>The plans for scanning parsed values, one for each block; null when the program needs nodes.</summary>
    public ScanPlan[]? Plans { get; set; }

    /// <summary>What the root asks of the members of an object, where it asks nothing else of one and looks at no name by itself.</summary>
    public ScanObject? RootMembers { get; set; }

    public int MaxDepth => Limits.MaxDepth;

    public int MaxSteps => Limits.MaxSteps;

    public ReadOnlySpan<Instruction> CodeOf(int block) => Code.AsSpan(Blocks[block].Start, Blocks[block].End - Blocks[block].Start);
}
