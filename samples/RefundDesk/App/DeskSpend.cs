using Agentry;

namespace RefundDesk;

/// <summary>What the runs in the store came to, in words.</summary>
internal static class DeskSpend
{
    public static IEnumerable<string> Lines(SpendReport report)
    {
        SpendGroup total = report.Total;
        string each = total.CostPerCompleted is { } cost ? FormattableString.Invariant($", ${cost:0.0000} for each that completed") : "";
        yield return FormattableString.Invariant($"${total.Cost:0.0000} for {total.Runs} runs{each}, from their logs");
        foreach (SpendGroup caller in report.ByCaller)
            yield return FormattableString.Invariant($"{caller.Name}: ${caller.Cost:0.0000}, {caller.Completed} of {caller.Runs} completed");
        if (report.Runs.Sum(r => r.Unreported) is > 0 and var unreported)
            yield return FormattableString.Invariant($"${unreported:0.0000} of it nobody reported: estimated, or all that was reserved");
        if (report.Runs.Sum(r => r.Unpriced) is > 0 and var unpriced)
            yield return $"{unpriced} model calls have no price in the table and are not in the sum";
    }
}
