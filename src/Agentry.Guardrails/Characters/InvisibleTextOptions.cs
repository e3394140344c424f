namespace Agentry;

/// <summary>
/// Characters that nobody sees and a model reads: Unicode tags (U+E0000 to U+E007F), zero-width characters, direction overrides, stacked
/// variation selectors.
/// </summary>
/// <remarks>
/// Rewriting removes them. What writing needs stays: joiners inside emoji and inside scripts that use them, flags made of tags, one variation
/// selector after a character, direction marks beside right-to-left letters. By default they are removed on every surface.
/// </remarks>
public sealed class InvisibleTextOptions : SurfaceOptions
{
    /// <summary>Removes them everywhere.</summary>
    public InvisibleTextOptions() => UserInput = ToolResult = ToolArgument = Output = GuardrailVerdict.Rewrite;
}
