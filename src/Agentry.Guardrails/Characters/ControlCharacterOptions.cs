namespace Agentry;

/// <summary>Control characters other than tab and line ends: they hide text in terminals and logs.</summary>
/// <remarks>Rewriting removes them. By default they are removed on every surface.</remarks>
public sealed class ControlCharacterOptions : SurfaceOptions
{
    /// <summary>Removes them everywhere.</summary>
    public ControlCharacterOptions() => UserInput = ToolResult = ToolArgument = Output = GuardrailVerdict.Rewrite;
}
