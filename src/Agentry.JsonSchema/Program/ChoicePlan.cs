namespace Agentry.JsonSchema;

/// <summary>The alternatives of <c>anyOf</c> or <c>oneOf</c>.</summary>
internal sealed class ChoicePlan(int[] branches)
{
    public int[] Branches { get; } = branches;

    /// <summary>How one property picks the alternative, where every alternative requires it with strings of its own.</summary>
    public Discriminator? Discriminator { get; set; }
}
