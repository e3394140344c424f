namespace Agentry.JsonSchema;

/// <summary><c>unevaluatedProperties</c> or <c>unevaluatedItems</c>.</summary>
internal sealed class UnevaluatedPlan(string keyword, int owner, int block)
{
    public string Keyword { get; } = keyword;

    public bool IsForItems { get; } = keyword == "unevaluatedItems";

    /// <summary>The block that the keyword stands in.</summary>
    public int Owner { get; } = owner;

    /// <summary>The block of what nothing else has looked at, or -1 for any value.</summary>
    public int Block { get; } = block;

    /// <summary>The names that are always looked at by others, where no others can ever be; null when it depends on the instance.</summary>
    public NameTable? KnownNames { get; set; }
}
