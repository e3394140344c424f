namespace Agentry;

/// <summary>Where the strings of a tool's arguments or result stand.</summary>
internal sealed record ToolText(GuardrailSurfaces Surface, RunContext Run, string? Tool, string? CallId)
{
    public static ToolText ArgumentOf(ToolCallContext call) => new(GuardrailSurfaces.ToolArgument, call.Run, call.Contract.Name, call.CallId);

    public static ToolText ResultOf(ToolCallContext call) => new(GuardrailSurfaces.ToolResult, call.Run, call.Contract.Name, call.CallId);

    public GuardrailContext Ask(string text) => new(Surface, text, Run, Tool, CallId);
}
