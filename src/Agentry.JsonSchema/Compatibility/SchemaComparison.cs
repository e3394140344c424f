namespace Agentry.JsonSchema;

/// <summary>What came of comparing two schemas.</summary>
public sealed record SchemaComparison
{
    /// <summary>The worst of all changes.</summary>
    public required SchemaCompatibilityVerdict Verdict { get; init; }

    /// <summary>The changes that are not compatible, at most 100; empty exactly when the verdict is <see cref="SchemaCompatibilityVerdict.Compatible"/>.</summary>
    public required IReadOnlyList<SchemaChange> Changes { get; init; }
}
