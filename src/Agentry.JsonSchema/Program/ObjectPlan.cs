namespace Agentry.JsonSchema;

/// <summary>
/// <c>properties</c>, <c>required</c>, <c>patternProperties</c>, <c>additionalProperties</c>, <c>propertyNames</c> and the member
/// counts of one schema, fused so that an object is walked once.
/// </summary>
internal sealed class ObjectPlan
{
    /// <summary>In place of a block: any value will do.</summary>
    public const int Anything = -1;

    /// <summary>The declared names, then names that are only required.</summary>
    public required NameTable Names { get; init; }

    /// <summary>How many of <see cref="Names"/> are declared by <c>properties</c>.</summary>
    public required int DeclaredCount { get; init; }

    /// <summary>The block of each name; a name that is only required has that of <c>additionalProperties</c>.</summary>
    public required int[] Children { get; init; }

    /// <summary>The block of names not listed.</summary>
    public required int Additional { get; init; }

    /// <summary>Whether <c>additionalProperties</c> is given, so that no member is left for <c>unevaluatedProperties</c>.</summary>
    public required bool EvaluatesAll { get; init; }

    /// <summary>Places in <see cref="Names"/> that must occur, in the order of the schema.</summary>
    public required int[] Required { get; init; }

    /// <summary>The bit of each name in <see cref="RequiredMask"/>, 0 for optional ones; empty above 64 required names.</summary>
    public required ulong[] RequiredBits { get; init; }

    public required ulong RequiredMask { get; init; }

    public required PatternProperty[] Patterns { get; init; }

    public required int PropertyNames { get; init; }

    public required long MinProperties { get; init; }

    public required long MaxProperties { get; init; }

    /// <summary>Where the closing schema <c>false</c> of <c>additionalProperties</c> makes other names invalid.</summary>
    public required bool IsClosed { get; init; }

    public bool HasCounts => MinProperties > 0 || MaxProperties < long.MaxValue;

    /// <summary>True when each name has to be decoded or more required names exist than a mask holds.</summary>
    public bool NeedsSlowWalk => Patterns.Length > 0 || PropertyNames != Anything || Required.Length > 64;

    public bool NeedsWalk => Names.Count > 0 || Additional != Anything || NeedsSlowWalk;
}
