namespace Agentry;

/// <summary>Text that speaks to the model: chat-template tokens, role markers, orders to drop its instructions, tool calls written out.</summary>
/// <remarks>
/// Rewriting takes the marker out and leaves a note. It finds what carries a marker and nothing else: a polite request in a tool's result passes,
/// so do not rely on it alone. By default it rewrites tool results; in user text the same words are often innocent.
/// </remarks>
public sealed class InjectionOptions : SurfaceOptions
{
    /// <summary>Rewrites results.</summary>
    public InjectionOptions() => ToolResult = GuardrailVerdict.Rewrite;
}
