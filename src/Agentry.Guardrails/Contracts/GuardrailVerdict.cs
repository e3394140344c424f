namespace Agentry;

/// <summary>What a guardrail says about a text, the mildest first: of several, the last in this order wins.</summary>
public enum GuardrailVerdict
{
    /// <summary>It passes as it is.</summary>
    Allow = 0,

    /// <summary>It passes, changed.</summary>
    Rewrite,

    /// <summary>A person must see it first. Only a tool call can wait; on the other surfaces this is <see cref="Block"/>.</summary>
    RequireApproval,

    /// <summary>It does not pass.</summary>
    Block,
}
