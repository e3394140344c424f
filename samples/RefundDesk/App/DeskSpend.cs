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
        foreach (SpendGroup agent in report.ByAgent)
            yield return "agent " + Line(agent);
        foreach (SpendGroup caller in report.ByCaller)
            yield return "caller " + Line(caller);
        foreach (RunSpend run in report.Runs.Reverse())
        {
            yield return FormattableString.Invariant($"run {run.Run} of {run.Agent} for {run.Subject}: ${run.TotalCost:0.0000}, {run.Status}");
            foreach (SpendStep step in run.Steps)
                yield return FormattableString.Invariant($"  turn {step.Turn}, {step.Name}: {(step.Cost is { } charged ? FormattableString.Invariant($"${charged:0.0000}") : "no price")} ({step.Basis})");
            foreach (LatencyBreached late in run.LatencyBreaches)
                yield return FormattableString.Invariant($"  {late.Scope} took longer than {late.BudgetedMs:0} ms");
        }

        if (report.Runs.Sum(r => r.Unreported) is > 0 and var unreported)
            yield return FormattableString.Invariant($"${unreported:0.0000} of it nobody reported: estimated, or all that was reserved");
        if (report.Runs.Sum(r => r.Unpriced) is > 0 and var unpriced)
            yield return $"{unpriced} model calls have no price in the table and are not in the sum";
    }

    private static string Line(SpendGroup group) => FormattableString.Invariant($"{group.Name}: ${group.Cost:0.0000}, {group.Completed} of {group.Runs} completed");
}
