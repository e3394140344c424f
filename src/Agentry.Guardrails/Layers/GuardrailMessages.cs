namespace Agentry;

/// <summary>The sentences that people and models read when a guardrail objects. They hold no content.</summary>
internal static class GuardrailMessages
{
    public static string Withheld(string? tool) =>
        $"The result of {tool ?? "the tool"} is withheld: a guardrail refused it. Go on without it, and do not call the tool again for the same purpose.";

    public static string RefusedArguments(string tool) =>
        $"The call to {tool} was not run: a guardrail refused its arguments. Do not try it again with the same content.";

    public static string UnknownToken(string tool) =>
        $"The call to {tool} was not run: its arguments hold a placeholder whose value is not kept any more. Ask the user for the value.";

    public static string Waiting(string tool) => $"The call to {tool} has not run: a guardrail asks for a person's approval.";

    public static RunReason Blocked(GuardrailSurfaces surface, IEnumerable<GuardrailFinding> findings)
    {
        string place = surface == GuardrailSurfaces.Output ? "the model's reply" : "the input";
        GuardrailFinding? worst = findings.OrderByDescending(f => f.Verdict).FirstOrDefault();
        return new RunReason(
            GuardrailCodes.Blocked,
            worst is null ? $"A guardrail blocked {place}." : $"Guardrail {worst.Guardrail} blocked {place} ({worst.Category}: {worst.Rule}).");
    }
}
