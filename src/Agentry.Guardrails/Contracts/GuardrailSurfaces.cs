namespace Agentry;

/// <summary>Where a text comes from or goes to.</summary>
[Flags]
public enum GuardrailSurfaces
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>What the user sent.</summary>
    UserInput = 1,

    /// <summary>What a tool returned: it comes from outside.</summary>
    ToolResult = 2,

    /// <summary>What the model wants to pass to a tool.</summary>
    ToolArgument = 4,

    /// <summary>What the model says to the user.</summary>
    Output = 8,

    /// <summary>Everywhere.</summary>
    All = UserInput | ToolResult | ToolArgument | Output,
}
