using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;

namespace Agentry;

/// <summary>The kinds of events, with the name and the schema version under which each is stored.</summary>
internal static class RunEventKinds
{
    private static readonly Kind[] All =
    [
        new(typeof(RunStarted), "run_started", 1, RunLogJson.Default.RunStarted),
        new(typeof(InputAccepted), "input_accepted", 1, RunLogJson.Default.InputAccepted),
        new(typeof(RunSuspended), "run_suspended", 1, RunLogJson.Default.RunSuspended),
        new(typeof(RunResumed), "run_resumed", 1, RunLogJson.Default.RunResumed),
        new(typeof(CancelRequested), "cancel_requested", 1, RunLogJson.Default.CancelRequested),
        new(typeof(RunEnded), "run_ended", 1, RunLogJson.Default.RunEnded),
        new(typeof(ExtensionEvent), "extension", 1, RunLogJson.Default.ExtensionEvent),
        new(typeof(ModelReplied), "model_replied", 1, RunLogJson.Default.ModelReplied),
        new(typeof(ModelFailed), "model_failed", 1, RunLogJson.Default.ModelFailed),
        new(typeof(ModelInterrupted), "model_interrupted", 1, RunLogJson.Default.ModelInterrupted),
        new(typeof(AnswerRefused), "answer_refused", 1, RunLogJson.Default.AnswerRefused),
        new(typeof(SpendReserved), "spend_reserved", 1, RunLogJson.Default.SpendReserved),
        new(typeof(SpendSettled), "spend_settled", 1, RunLogJson.Default.SpendSettled),
        new(typeof(BudgetRaised), "budget_raised", 1, RunLogJson.Default.BudgetRaised),
        new(typeof(BudgetBreached), "budget_breached", 1, RunLogJson.Default.BudgetBreached),
        new(typeof(LatencyBreached), "latency_breached", 1, RunLogJson.Default.LatencyBreached),
        new(typeof(BudgetWarned), "budget_warned", 1, RunLogJson.Default.BudgetWarned),
        new(typeof(CallRequested), "call_requested", 1, RunLogJson.Default.CallRequested),
        new(typeof(CallRepeated), "call_repeated", 1, RunLogJson.Default.CallRepeated),
        new(typeof(ArgumentsCoerced), "arguments_coerced", 1, RunLogJson.Default.ArgumentsCoerced),
        new(typeof(ToolIntended), "tool_intended", 1, RunLogJson.Default.ToolIntended),
        new(typeof(ToolCompleted), "tool_completed", 1, RunLogJson.Default.ToolCompleted),
        new(typeof(ToolSettled), "tool_settled", 1, RunLogJson.Default.ToolSettled),
        new(typeof(ToolRefused), "tool_refused", 1, RunLogJson.Default.ToolRefused),
        new(typeof(ToolResultReplaced), "tool_result_replaced", 1, RunLogJson.Default.ToolResultReplaced),
        new(typeof(ToolSuspended), "tool_suspended", 1, RunLogJson.Default.ToolSuspended),
        new(typeof(PolicyDecided), "policy_decided", 1, RunLogJson.Default.PolicyDecided),
        new(typeof(ToolDeferred), "tool_deferred", 1, RunLogJson.Default.ToolDeferred),
        new(typeof(ApprovalRequested), "approval_requested", 1, RunLogJson.Default.ApprovalRequested),
        new(typeof(ApprovalVoted), "approval_voted", 1, RunLogJson.Default.ApprovalVoted),
        new(typeof(ApprovalClosed), "approval_closed", 1, RunLogJson.Default.ApprovalClosed),
        new(typeof(ApprovalEscalated), "approval_escalated", 1, RunLogJson.Default.ApprovalEscalated),
        new(typeof(ApprovalRefused), "approval_refused", 1, RunLogJson.Default.ApprovalRefused),
    ];

    private static readonly FrozenDictionary<Type, Kind> ByType = All.ToFrozenDictionary(k => k.Type);
    private static readonly FrozenDictionary<string, Kind> ByName = All.ToFrozenDictionary(k => k.Name, StringComparer.Ordinal);

    public static Kind Of(RunEvent @event) => ByType[@event.GetType()];

    public static Kind? Find(string name) => ByName.GetValueOrDefault(name);

    internal sealed record Kind(Type Type, string Name, int Version, JsonTypeInfo Json);
}
