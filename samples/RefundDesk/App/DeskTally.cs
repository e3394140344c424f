using Agentry;

namespace RefundDesk;

/// <summary>Counts over several runs, for the summary at the end.</summary>
internal sealed class DeskTally
{
    private readonly List<AgentRun> _runs = [];
    private int _notDone;

    public void Add(AgentRun run, IReadOnlyDictionary<string, ToolOutcomeKind> outcomes)
    {
        _runs.Add(run);
        _notDone += outcomes.Values.Count(outcome => outcome is ToolOutcomeKind.Failed or ToolOutcomeKind.Refused);
    }

    public IEnumerable<string> Lines()
    {
        List<GuardrailFinding> findings = [.. _runs.SelectMany(run => run.Findings())];
        int failures = Events(ResilienceEvents.AttemptFailed, e => e.Body.Text("target") == "model" && e.Body.Text("because") != "circuit_open");
        (int Count, string What)[] guarded =
        [
            (findings.Where(f => f.Category == "injection").Sum(f => f.Count), "text that gives orders to the model, taken out of tool results"),
            (findings.Where(f => f.Category == "personal_data").Sum(f => f.Count), "personal data kept back"),
            (_notDone, "a tool call that was refused or failed, told to the model and shown"),
            (failures, "a request to a model that failed"),
            (Events(ResilienceEvents.FailedOver), "the other model asked instead"),
            (Events(ResilienceEvents.BreakerOpened), "a circuit opened, so that nobody waits for a model that is down"),
        ];
        foreach ((int count, string what) in guarded.Where(g => g.Count > 0))
            yield return $"{count} x {what}";
        yield return $"{_runs.Count(run => run.Status == RunStatus.Completed)} of {_runs.Count} runs completed, "
            + $"{_runs.Sum(run => run.Usage.TotalTokenCount ?? 0)} tokens";
    }

    private int Events(string kind, Func<ExtensionEvent, bool>? which = null) =>
        _runs.SelectMany(run => run.Extensions).Count(e => e.Kind == kind && (which is null || which(e)));
}
