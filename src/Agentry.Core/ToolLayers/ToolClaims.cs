namespace Agentry;

/// <summary>The claim of a tool call: made of what its layers asked for, stored with the intent, settled with the outcome.</summary>
internal static class ToolClaims
{
    public static AccountClaim? Of(ToolCallContext context)
    {
        IReadOnlyList<ToolClaimPart> claims = context.Claims;
        if (claims.Count == 0)
            return null;
        var parts = new AccountPart[claims.Count];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = claims[i].Part;
        return new AccountClaim { Id = context.IdempotencyKey, Parts = parts };
    }

    /// <summary>Nothing was taken and nothing has run.</summary>
    public static ToolOutcome Refuse(ToolCallContext context, ClaimRefusal refusal)
    {
        ToolClaimPart part = context.Claims.First(c => c.Part.Account == refusal.Account);
        context.Refuse(refusal);
        return ToolOutcome.Refuse(part.RefusalCode, part.Message);
    }

    /// <summary>A suspended call keeps its claim until it goes on; any other has an outcome, and one that never began gives everything back.</summary>
    public static void Settle(ToolCallContext context, string id, ToolOutcome outcome)
    {
        if (outcome.Kind == ToolOutcomeKind.Suspended)
            return;
        context.Run.Log.Settle(new ClaimSettlement
        {
            Id = id,
            Amounts = [.. context.Claims.Select(c => new AccountAmount(c.Part.Account, context.Begun ? FinalOf(c, outcome) : 0))],
        });
    }

    /// <summary>
    /// A worker that stored an intent with a claim and was gone before it wrote what became of it: if the store does not hold the claim, it was refused and the
    /// call never ran. Written down, so that nobody takes it for a call whose effect is unknown.
    /// </summary>
    public static async ValueTask SettleRefusedAsync(RunStore store, RunLog log)
    {
        CallState[] claimed = [.. log.State.Calls.Where(c => c is { IsInterrupted: true, Intent.Claims: true })];
        if (claimed.Length == 0)
            return;
        HashSet<string> held = [.. (await store.ReadClaimsAsync(log.Run, CancellationToken.None).ConfigureAwait(false)).Select(c => c.Id)];
        foreach (CallState call in claimed.Where(c => !held.Contains(c.Intent!.Key)))
        {
            log.Append(
                new ToolSettled
                {
                    CallId = call.CallId,
                    Key = call.Intent!.Key,
                    Settlement = SettlementKind.DidNotHappen,
                    Reason = "its claim was refused",
                },
                Actors.Agentry);
        }
    }

    /// <summary>What a layer says about it cannot undo what the tool did.</summary>
    private static long FinalOf(ToolClaimPart claim, ToolOutcome outcome)
    {
        if (claim.Settle is not { } settle)
            return claim.Part.Amount;
        try
        {
            return Math.Max(0, settle(outcome));
        }
        catch (Exception)
        {
            return claim.Part.Amount;
        }
    }
}
