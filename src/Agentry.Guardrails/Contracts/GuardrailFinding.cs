namespace Agentry;

/// <summary>What a guardrail found in a text: where and by which rule, never the content itself.</summary>
public sealed record GuardrailFinding
{
    /// <summary>The kind of thing, such as <c>injection</c> or <c>personal_data</c>.</summary>
    public required string Category { get; init; }

    /// <summary>The rule that matched, in snake_case.</summary>
    public required string Rule { get; init; }

    /// <summary>How much it matters.</summary>
    public required GuardrailSeverity Severity { get; init; }

    /// <summary>Where the first match begins, in UTF-16 units of the text as this guardrail saw it.</summary>
    public int Start { get; init; }

    /// <summary>How long the first match is, in UTF-16 units.</summary>
    public int Length { get; init; }

    /// <summary>How often the rule matched in this text.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The guardrail. Filled in by the engine.</summary>
    public string Guardrail { get; init; } = "";

    /// <summary>Where the text was on its way. Filled in by the engine.</summary>
    public GuardrailSurfaces Surface { get; init; }

    /// <summary>What this guardrail said about the text. Filled in by the engine.</summary>
    public GuardrailVerdict Verdict { get; init; }

    /// <summary>The tool, for arguments and results. Filled in by the engine.</summary>
    public string? Tool { get; init; }

    /// <summary>The call, for arguments and results. Filled in by the engine.</summary>
    public string? CallId { get; init; }
}
