namespace Agentry;

/// <summary>Costs as accounts count them: billionths of a dollar, rounded up.</summary>
internal static class CostUnits
{
    private const decimal PerDollar = 1_000_000_000m;
    private const decimal Most = long.MaxValue / 4;

    public static long Of(decimal cost) => (long)Math.Min(Math.Ceiling(cost * PerDollar), Most);

    /// <summary>A cap is never rounded up.</summary>
    public static long OfCap(decimal cap) => (long)Math.Min(Math.Floor(cap * PerDollar), Most);

    public static decimal ToDollars(long units) => units / PerDollar;
}
