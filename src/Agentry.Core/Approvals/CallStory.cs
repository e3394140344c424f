using System.Globalization;
using System.Text;

namespace Agentry;

/// <summary>Tells from the log alone, in plain words, why a call ran, waits or did not run.</summary>
internal static class CallStory
{
    /// <summary>Null: the log knows no such call.</summary>
    public static string? Of(IReadOnlyList<RunLogEntry> log, string callId)
    {
        RunState state = RunState.Fold(log);
        if (state.Calls.LastOrDefault(c => c.CallId == callId) is not { } call)
            return null;
        var story = new StringBuilder();
        story.Append(CultureInfo.InvariantCulture, $"The model asked for {call.Tool} in turn {call.Turn}.");
        foreach (RunLogEntry entry in log.Where(e => e.Sequence > call.ReplySequence))
        {
            if (Sentence(entry, callId) is { } sentence)
                story.Append(' ').Append(sentence);
        }

        return story.Append(' ').Append(Ending(call)).ToString();
    }

    public static IEnumerable<PlannedCall> Plan(IReadOnlyList<RunLogEntry> log)
    {
        foreach (CallState call in RunState.Fold(log).Calls)
        {
            yield return new PlannedCall
            {
                CallId = call.CallId,
                Tool = call.Tool,
                Fate = FateOf(call, log),
                Why = Of(log, call.CallId)!,
            };
        }
    }

    private static PlannedFate FateOf(CallState call, IReadOnlyList<RunLogEntry> log) => call switch
    {
        { Outcome: ToolOutcomeKind.Refused, Code: ToolRefusalCodes.DryRun } => log.Any(e => e.Event is ToolDeferred d && d.CallId == call.CallId && e.Sequence > call.ReplySequence)
            ? PlannedFate.WouldWait
            : PlannedFate.WouldRun,
        { Outcome: ToolOutcomeKind.Refused } => PlannedFate.WouldBeRefused,
        _ => PlannedFate.Ran,
    };

    private static string? Sentence(RunLogEntry entry, string callId) => entry.Event switch
    {
        PolicyDecided e when e.CallId == callId && e.Findings.Count == 0 => e.Policies.Count == 0 ? null : $"{Count(e.Policies.Count)} allowed it.",
        PolicyDecided e when e.CallId == callId => string.Join(' ', e.Findings.Select(f => f.Verdict == PolicyVerdict.Deny
            ? $"The policy '{f.Policy}' denied it ({f.Code}): {f.Message}"
            : $"The policy '{f.Policy}' asked for a person ({f.Code}): {f.Message}")),
        ToolDeferred e when e.CallId == callId => $"It would have waited for people: {string.Join(' ', e.Reasons.Select(r => r.Message))}",
        ApprovalRequested e when e.CallId == callId =>
            $"{Whom(e.Demands)} asked because: {string.Join(' ', e.Reasons.Select(r => r.Message))}{(e.Deadline is { } d ? $" Silence counts as no from {d:u} on." : "")}",
        ApprovalEscalated e when e.CallId == callId => $"Nobody decided in time, so {string.Join(" or ", e.Groups)} was asked instead.",
        ApprovalVoted e when e.CallId == callId => $"{e.Vote.Approver} decided: {Verb(e.Verdict)}{(e.Reason is { } why ? $" (\"{why}\")" : "")}.",
        ApprovalClosed { Status: ApprovalStatus.Expired } e when e.CallId == callId => "Nobody decided before the deadline, which counts as no.",
        ApprovalClosed { Status: ApprovalStatus.Superseded } e when e.CallId == callId => "What was asked about changed, so the question was withdrawn.",
        ApprovalClosed { Status: ApprovalStatus.Withdrawn } e when e.CallId == callId => $"The question was withdrawn ({e.Code}).",
        ToolIntended e when e.CallId == callId => $"It was started under the key {e.Key}.",
        ToolSettled e when e.CallId == callId => $"Its unknown outcome was settled by {entry.Actor}: {e.Settlement}.",
        ToolRefused e when e.CallId == callId => $"It was refused ({e.Code}).",
        _ => null,
    };

    private static string Ending(CallState call) => call switch
    {
        { IsUnsettled: true } => "Whether it had its effect is not known: it waits until somebody finds out.",
        { Suspended: { } waiting } => $"It waits: {waiting.Suspension.Message}",
        { Outcome: ToolOutcomeKind.Succeeded } => "It ran.",
        { Outcome: ToolOutcomeKind.Failed } => "It ran and failed.",
        { Outcome: ToolOutcomeKind.Unknown } => "It was given up; whether it had its effect is not known.",
        { Outcome: ToolOutcomeKind.Refused } => "It did not run.",
        _ => "Nothing has become of it yet.",
    };

    private static string Count(int policies) => policies == 1 ? "The one policy" : $"All {policies} policies";

    private static string Whom(IReadOnlyList<ApprovalDemand> demands) => string.Join(
        " and ", demands.Select(d => $"{(d.Quorum == 1 ? "Somebody" : $"{d.Quorum} people")}{(d.Groups.Count == 0 ? "" : $" of {string.Join(" or ", d.Groups)}")}")) + " was";

    private static string Verb(ApprovalVerdict verdict) => verdict switch
    {
        ApprovalVerdict.Approve => "approve",
        ApprovalVerdict.Edit => "run it with other arguments",
        ApprovalVerdict.Reject => "reject",
        _ => "answer in its place",
    };
}
