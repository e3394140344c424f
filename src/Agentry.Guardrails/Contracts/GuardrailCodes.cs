namespace Agentry;

/// <summary>The codes that guardrails give: as <see cref="RunReason"/>, as refusal of a call, as reason of a replaced result, and as rules.</summary>
public static class GuardrailCodes
{
    /// <summary>A guardrail blocked: the run ends, the call is refused, or the result is withheld.</summary>
    public const string Blocked = "guardrail_blocked";

    /// <summary>A guardrail rewrote a tool's result.</summary>
    public const string Rewritten = "guardrail_rewritten";

    /// <summary>The arguments hold a token whose value the run does not keep (any more).</summary>
    public const string UnknownToken = "unknown_token";

    /// <summary>The rule of the finding about a guardrail that threw.</summary>
    public const string Failed = "guardrail_failed";

    /// <summary>The rule of the finding about a guardrail that took too long.</summary>
    public const string TimedOut = "guardrail_timed_out";
}
