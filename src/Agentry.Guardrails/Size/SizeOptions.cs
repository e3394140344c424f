using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>Texts that are too long. Rewriting cuts them and says so at the end; the mark counts.</summary>
/// <remarks>By default user input and arguments are blocked, results and output cut. Lengths are in UTF-16 units.</remarks>
public sealed class SizeOptions : SurfaceOptions
{
    /// <summary>Cuts what comes from tools and models, and blocks the rest.</summary>
    public SizeOptions()
    {
        UserInput = ToolArgument = GuardrailVerdict.Block;
        ToolResult = Output = GuardrailVerdict.Rewrite;
    }

    /// <summary>Longest user text.</summary>
    /// <value>200,000 by default.</value>
    [Range(64, int.MaxValue)]
    public int MaxUserInput { get; set; } = 200_000;

    /// <summary>Longest result; a structured one counts as its JSON text, and is cut as text.</summary>
    /// <value>200,000 by default.</value>
    [Range(64, int.MaxValue)]
    public int MaxToolResult { get; set; } = 200_000;

    /// <summary>Longest string in the arguments.</summary>
    /// <value>200,000 by default.</value>
    [Range(64, int.MaxValue)]
    public int MaxToolArgument { get; set; } = 200_000;

    /// <summary>Longest text of one reply.</summary>
    /// <value>200,000 by default.</value>
    [Range(64, int.MaxValue)]
    public int MaxOutput { get; set; } = 200_000;

    internal int MaxOn(GuardrailSurfaces surface) => surface switch
    {
        GuardrailSurfaces.UserInput => MaxUserInput,
        GuardrailSurfaces.ToolResult => MaxToolResult,
        GuardrailSurfaces.ToolArgument => MaxToolArgument,
        _ => MaxOutput,
    };
}
