namespace Agentry.JsonSchema;

/// <summary>The array keywords of one block, with the plans of its items.</summary>
internal sealed class ScanArray(ArrayPlan source, ScanPlan?[] prefix, ScanPlan? items, ScanPlan? contains)
{
    public ScanPlan?[] Prefix { get; } = prefix;

    public ScanPlan? Items { get; } = items;

    public ScanPlan? Contains { get; } = contains;

    public long MinContains { get; } = source.MinContains;

    public long MaxContains { get; } = source.MaxContains;

    public long MinItems { get; } = source.MinItems;

    public long MaxItems { get; } = source.MaxItems;

    public bool Unique { get; } = source.Unique;

    public bool IsComplete(int count, int contained) =>
        count >= MinItems && count <= MaxItems && (Contains is null || (contained >= MinContains && contained <= MaxContains));
}
