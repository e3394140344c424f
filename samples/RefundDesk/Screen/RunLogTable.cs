using System.Globalization;
using Agentry;
using Spectre.Console;

namespace RefundDesk;

/// <summary>A run's log as a table.</summary>
internal static class RunLogTable
{
    public static Table Of(IEnumerable<RunLogEntry> log)
    {
        Table table = new Table().Border(TableBorder.Minimal).BorderColor(Color.Grey);
        table.AddColumns("#", "actor", "event", "what");
        foreach (RunLogEntry entry in log)
        {
            table.AddRow(
                new Text(entry.Sequence.ToString(CultureInfo.InvariantCulture)),
                new Text(entry.Actor),
                new Text(entry.Event.GetType().Name),
                new Text(Summary(entry.Event)));
        }

        return table;
    }

    private static string Summary(RunEvent @event) => @event switch
    {
        RunStarted e => $"{e.Caller.Subject} asks {e.Agent}",
        ModelReplied e => e.Calls.Count == 0 ? "answer" : string.Join(", ", e.Calls.Select(c => c.Tool)),
        ToolIntended e => $"{e.Tool} ({e.Effect}) key {e.Key[..8]}",
        ToolCompleted e => string.Create(CultureInfo.InvariantCulture, $"{e.Outcome} in {e.DurationMs:0.0} ms"),
        PolicyDecided e => $"{e.Verdict} by {string.Join(", ", e.Policies)}",
        ApprovalRequested e => $"{e.Tool}: {string.Join(" ", e.Reasons.Select(r => r.Message))}",
        ApprovalVoted e => $"{e.Vote.Approver}: {e.Verdict}",
        ApprovalClosed e => $"{e.Status} {e.Code}",
        ApprovalRefused e => e.Code,
        ToolRefused e => $"{e.Tool}: {e.Code}",
        ToolResultReplaced e => e.Code,
        SpendReserved e => string.Create(CultureInfo.InvariantCulture, $"{e.Model}: at most ${e.Cost:0.0000}"),
        SpendSettled e => string.Create(CultureInfo.InvariantCulture, $"{e.Tool ?? e.Model}: ${e.Cost:0.0000} ({e.Basis})"),
        BudgetBreached e => $"{e.Account}: no room for {e.Tool ?? e.Model}",
        BudgetWarned e => string.Create(CultureInfo.InvariantCulture, $"{e.Account}: {e.Threshold:P0} used"),
        LatencyBreached e => string.Create(CultureInfo.InvariantCulture, $"{e.Scope} took longer than {e.BudgetedMs:0} ms"),
        ExtensionEvent e => e.Kind,
        RunEnded e => $"{e.Status} {e.Reason}",
        _ => "",
    };
}
