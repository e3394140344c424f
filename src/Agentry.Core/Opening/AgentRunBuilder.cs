using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Makes the result of a run from its state.</summary>
internal static class AgentRunBuilder
{
    public static AgentRun Build(RunId id, RunState state, string text, IReadOnlyList<ChatMessage> messages, RunReason? reason = null)
    {
        CallState[] waiting = [.. state.CurrentCalls.Where(c => c.Suspended is not null)];
        bool suspended = state.Status.IsSuspended();
        return new AgentRun
        {
            Id = id,
            AgentName = state.Started!.Agent,
            Status = state.Status,
            Reason = reason ?? state.Reason,
            Text = text,
            Messages = messages,
            Usage = Usage(state),
            Turns = state.Turns,
            ToolCalls = state.ToolCalls,
            FinishReason = FinishReason(state),
            FailureClass = state.Ended?.FailureClass,
            ConversationId = state.Started.ConversationId,
            AnswerHash = state.Started.Answer?.SchemaHash,
            Extensions = state.Extensions.Count == 0 ? [] : [.. state.Extensions],
            Suspension = state.Waiting.Count > 0 ? state.Waiting[0] : null,
            PendingApprovals = suspended
                ? [.. waiting.Where(c => c.Suspended!.Suspension.Kind == Suspension.Approval).SelectMany(Pending)]
                : [],
        };
    }

    /// <summary>The call's own question, or those of the child run that it is.</summary>
    private static IEnumerable<PendingApproval> Pending(CallState call) => call.Suspended!.Suspension switch
    {
        { Pending: { Count: > 0 } below } => below,
        { } own => [new PendingApproval(call.CallId, call.Tool, call.Suspended.ArgumentsHash, own.Message, own.ApprovalId)],
    };

    private static ChatFinishReason? FinishReason(RunState state) =>
        (state.Ended?.FinishReason ?? state.LastFinishReason) is { Length: > 0 } reason ? new ChatFinishReason(reason) : null;

    private static UsageDetails Usage(RunState state) => new()
    {
        InputTokenCount = state.InputTokens,
        OutputTokenCount = state.OutputTokens,
        TotalTokenCount = state.InputTokens + state.OutputTokens,
        CachedInputTokenCount = state.CachedInputTokens,
        ReasoningTokenCount = state.ReasoningTokens,
    };
}
