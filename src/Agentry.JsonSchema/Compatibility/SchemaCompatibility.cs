namespace Agentry.JsonSchema;

/// <summary>
/// Compares two versions of a schema in the direction that matters to callers of a tool: is every value that the old one accepted still accepted by the new
/// one? (For what a tool returns the question is the other way round: swap the two.)
/// </summary>
public static class SchemaCompatibility
{
    private const int MaxChanges = 100;

    /// <summary>
    /// Compares. <see cref="SchemaCompatibilityVerdict.Compatible"/> is shown keyword by keyword; <see cref="SchemaCompatibilityVerdict.Breaking"/>
    /// takes for granted that each subschema of the old schema accepts something; what conditions, patterns and negations hide is
    /// <see cref="SchemaCompatibilityVerdict.Unknown"/> unless it is the same in both. Formats count only where they are asserted.
    /// </summary>
    /// <param name="oldSchema">What values were made for.</param>
    /// <param name="newSchema">What they will be sent to.</param>
    public static SchemaComparison Compare(CompiledSchema oldSchema, CompiledSchema newSchema)
    {
        ArgumentNullException.ThrowIfNull(oldSchema);
        ArgumentNullException.ThrowIfNull(newSchema);
        var check = new InclusionCheck(oldSchema.Program, newSchema.Program, MaxChanges);
        check.Run();
        return new SchemaComparison
        {
            Verdict = check.Changes.Count == 0 ? SchemaCompatibilityVerdict.Compatible : check.Changes.Max(change => change.Verdict),
            Changes = check.Changes,
        };
    }
}
