namespace Agentry;

/// <summary>A text that asks to pass, and what is known about it.</summary>
public sealed class GuardrailContext
{
    internal GuardrailContext(GuardrailSurfaces surface, string text, RunContext run, string? tool = null, string? callId = null)
    {
        Surface = surface;
        Text = text;
        Run = run;
        Tool = tool;
        CallId = callId;
    }

    /// <summary>Where the text is on its way: exactly one surface.</summary>
    public GuardrailSurfaces Surface { get; }

    /// <summary>The text, as the guardrails before this one let it pass. For structured values, one of the strings in them.</summary>
    public string Text { get; }

    /// <summary>The run.</summary>
    public RunContext Run { get; }

    /// <summary>The tool, for arguments and for results of guarded tools.</summary>
    public string? Tool { get; }

    /// <summary>The call, for arguments and results.</summary>
    public string? CallId { get; }

    internal GuardrailContext With(string text) => ReferenceEquals(text, Text) ? this : new(Surface, text, Run, Tool, CallId);
}
