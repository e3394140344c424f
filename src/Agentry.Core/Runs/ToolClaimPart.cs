namespace Agentry;

/// <summary>What a layer claims for a tool call, and what it says when that is refused.</summary>
/// <param name="Part">What and how much.</param>
/// <param name="RefusalCode">The code of the refusal.</param>
/// <param name="Message">What the model is told.</param>
/// <param name="Settle">What it came to; null: as claimed.</param>
internal sealed record ToolClaimPart(AccountPart Part, string RefusalCode, string Message, Func<ToolOutcome, long>? Settle)
{
    public ToolClaimPart And(AccountPart part, Func<ToolOutcome, long>? settle)
    {
        (AccountPart first, Func<ToolOutcome, long>? firstSettle) = (Part, Settle);
        return this with
        {
            Part = first with { Amount = first.Amount + part.Amount, Limit = Math.Min(first.Limit, part.Limit) },
            Settle = firstSettle is null && settle is null
                ? null
                : outcome => (firstSettle?.Invoke(outcome) ?? first.Amount) + (settle?.Invoke(outcome) ?? part.Amount),
        };
    }
}
