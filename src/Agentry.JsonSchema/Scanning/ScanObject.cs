namespace Agentry.JsonSchema;

/// <summary>All that is asked of the members of an object, by however many keywords and subschemas, as one pass.</summary>
internal sealed class ScanObject
{
    public required NameTable Names { get; init; }

    /// <summary>The names as they stand in a text, with quotes.</summary>
    public required QuotedName[] Quoted { get; init; }

    /// <summary>What each name has to match; null for anything.</summary>
    public required ScanPlan?[] Children { get; init; }

    /// <summary>What else each name has to match, or which conditions it decides; null for nearly all.</summary>
    public required ScanMember[]?[] More { get; init; }

    /// <summary>What names not listed have to match; null for anything.</summary>
    public required ScanPlan? Additional { get; init; }

    /// <summary>The bit of each name that somebody asks for, 0 for the others.</summary>
    public required ulong[] Bits { get; init; }

    public required ulong Required { get; init; }

    public required ScanCondition[] Conditions { get; init; }

    /// <summary>The plans of names that match a pattern. Only where one subschema speaks about the object.</summary>
    public required (PatternMatcher Pattern, ScanPlan Plan)[] Patterns { get; init; }

    /// <summary>How many of the names count as listed where patterns are looked at; the rest are only required.</summary>
    public required int DeclaredCount { get; init; }

    /// <summary>The block that names themselves have to match, or -1.</summary>
    public required int PropertyNames { get; init; }

    public required long MinProperties { get; init; }

    public required long MaxProperties { get; init; }

    public bool NeedsNames => Patterns.Length > 0 || PropertyNames >= 0;

    /// <summary>Whether the object holds at its end, with the bits of the names that occurred and of the conditions that failed.</summary>
    public bool IsComplete(ulong seen, uint failed, int count)
    {
        if ((seen & Required) != Required || count < MinProperties || count > MaxProperties) return false;
        foreach (var condition in Conditions)
        {
            if (!condition.IsMet(seen, failed)) return false;
        }
        return true;
    }
}
