namespace Agentry;

/// <summary>Reservations of which nobody wrote what they came to.</summary>
internal static class LostSpend
{
    /// <summary>An earlier worker was gone before the answer: what the store holds counts as reserved, what it does not hold was refused and never sent.</summary>
    public static async ValueTask SettleAsync(RunStore store, RunLog log)
    {
        if (log.State.OpenSpend.Count == 0)
            return;
        HashSet<string> held = [.. (await store.ReadClaimsAsync(log.Run, CancellationToken.None).ConfigureAwait(false)).Select(c => c.Id)];
        foreach (SpendReserved open in log.State.OpenSpend.ToArray())
        {
            if (held.Contains(open.Id))
                Charge(log, open, "its worker was gone before the answer");
            else
                log.TrySettle(Settled(open, new TokenUsage { Input = 0, Output = 0 }, open.Cost is null ? null : 0, SpendBasis.Released, "it was refused"), null, wasReserved: true);
        }
    }

    /// <summary>The run is over and its calls are given up.</summary>
    public static void Close(RunLog log)
    {
        foreach (SpendReserved open in log.State.OpenSpend.ToArray())
            Charge(log, open, "the run ended before the answer");
    }

    private static void Charge(RunLog log, SpendReserved open, string reason) => log.TrySettle(
        Settled(open, open.Usage, open.Cost, SpendBasis.Reserved, reason), new ClaimSettlement { Id = open.Id, Amounts = [] }, wasReserved: true);

    private static SpendSettled Settled(SpendReserved open, TokenUsage usage, decimal? cost, SpendBasis basis, string reason) => new()
    {
        Id = open.Id,
        Turn = open.Turn,
        Provider = open.Provider,
        Model = open.Model,
        Usage = usage,
        Cost = cost,
        Basis = basis,
        Reason = reason,
    };
}
