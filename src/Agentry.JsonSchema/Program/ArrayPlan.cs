namespace Agentry.JsonSchema;

/// <summary>The array keywords of one schema, fused so that items are walked once.</summary>
internal sealed class ArrayPlan
{
    /// <summary>The keyword that <see cref="Prefix"/> came from.</summary>
    public required string PrefixKeyword { get; init; }

    /// <summary>Blocks of the first items.</summary>
    public required int[] Prefix { get; init; }

    /// <summary>The block of all further items, or -1.</summary>
    public required int Items { get; init; }

    /// <summary>The keyword that <see cref="Items"/> came from.</summary>
    public required string ItemsKeyword { get; init; }

    /// <summary>Whether the keyword of the further items is given, so that none is left for <c>unevaluatedItems</c>.</summary>
    public required bool EvaluatesAll { get; init; }

    public required int Contains { get; init; }

    /// <summary>Whether items that match <c>contains</c> count as evaluated: from draft 2020-12 on.</summary>
    public required bool EvaluatesContained { get; init; }

    public required long MinContains { get; init; }

    public required long MaxContains { get; init; }

    public required long MinItems { get; init; }

    public required long MaxItems { get; init; }

    public required bool Unique { get; init; }

    public bool HasCounts => MinItems > 0 || MaxItems < long.MaxValue;

    public bool NeedsWalk => Prefix.Length > 0 || Items >= 0 || Contains >= 0;
}
