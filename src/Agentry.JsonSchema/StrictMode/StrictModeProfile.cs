namespace Agentry.JsonSchema;

/// <summary>Whose strict mode a schema is meant for.</summary>
public enum StrictModeProfile
{
    /// <summary>OpenAI's structured outputs and strict function calling: its guide "Structured model outputs", section "Supported schemas", as of February 2026.</summary>
    OpenAI,

    /// <summary>Anthropic's structured outputs and strict tools: its page "Structured outputs", sections "JSON Schema limitations" and "Schema complexity limits", as of October 2026.</summary>
    Anthropic,
}
