namespace Agentry.JsonSchema;

/// <summary>What the presence of one property asks for: further names, or a schema for the whole object.</summary>
internal sealed class DependentPlan(string keyword, string trigger, string[] required, int block)
{
    /// <summary>The keyword it came from: <c>dependencies</c> says both.</summary>
    public string Keyword { get; } = keyword;

    public NameTable Trigger { get; } = new([trigger]);

    public NameTable Required { get; } = new(required);

    /// <summary>The block that must hold for the object, or -1.</summary>
    public int Block { get; } = block;
}
