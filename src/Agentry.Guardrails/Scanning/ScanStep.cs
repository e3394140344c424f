namespace Agentry;

/// <summary>What a scanner says about the text from one place on.</summary>
/// <param name="Length">How many characters it is about; 0 when more text is needed.</param>
/// <param name="Rule">The rule that matched; null when the characters stay.</param>
/// <param name="Replacement">What takes their place, with a rule.</param>
internal readonly record struct ScanStep(int Length, string? Rule = null, string Replacement = "")
{
    /// <summary>What comes next decides.</summary>
    public static ScanStep More => default;

    public static ScanStep Keep(int length) => new(length);
}
