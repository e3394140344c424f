namespace Agentry.JsonSchema;

/// <summary>Whose strict mode a schema is meant for.</summary>
public enum StrictModeProfile
{
    /// <summary>OpenAI's structured outputs and strict function calling, as documented in February 2026.</summary>
    OpenAI,

    /// <summary>Anthropic's structured outputs and strict tools, as documented in early 2026.</summary>
    Anthropic,
}
