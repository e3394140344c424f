namespace Agentry.JsonSchema.Tests;

/// <summary>What came of one part of the suite.</summary>
internal sealed class SuiteTally
{
    public int Right { get; set; }

    public List<string> Wrong { get; } = [];
}
