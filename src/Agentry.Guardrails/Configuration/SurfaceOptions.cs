namespace Agentry;

/// <summary>What a guardrail does on each surface when it finds something. <see cref="GuardrailVerdict.Allow"/> means that it does not look.</summary>
public abstract class SurfaceOptions
{
    private protected SurfaceOptions()
    {
    }

    /// <summary>What the user sent.</summary>
    public GuardrailVerdict UserInput { get; set; }

    /// <summary>What a tool returned.</summary>
    public GuardrailVerdict ToolResult { get; set; }

    /// <summary>What the model wants to pass to a tool.</summary>
    public GuardrailVerdict ToolArgument { get; set; }

    /// <summary>What the model says. Anything but <see cref="GuardrailVerdict.Rewrite"/> holds streamed text back until the reply has ended.</summary>
    public GuardrailVerdict Output { get; set; }

    internal GuardrailVerdict On(GuardrailSurfaces surface) => surface switch
    {
        GuardrailSurfaces.UserInput => UserInput,
        GuardrailSurfaces.ToolResult => ToolResult,
        GuardrailSurfaces.ToolArgument => ToolArgument,
        GuardrailSurfaces.Output => Output,
        _ => GuardrailVerdict.Allow,
    };
}
