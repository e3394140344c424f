namespace Agentry.Tests;

/// <summary>The stored form of every sample. A change here is a change of the format: old runs must still be readable, and readers elsewhere know of it.</summary>
internal static class ApprovedEvents
{
    private const string Envelope = """{"seq":5,"run":"run-1","at":"2026-01-01T12:00:00.25+00:00","actor":"agentry","corr":"trace","kind":""";

    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        [nameof(RunStarted)] =
            "\"run_started\",\"v\":1,\"body\":{\"agent\":\"support\",\"agentVersion\":\"v1\",\"caller\":{\"subject\":\"s1\",\"tenant\":\"t1\""
            + ",\"scopes\":[\"a\",\"b\"],\"roles\":[\"clerk\"],\"attributes\":{\"desk\":\"4\"}},\"limits\":{\"maxTurns\":1,\"maxToolCalls\":2"
            + ",\"maxCallsPerTool\":3,\"maxDepth\":4,\"maxTokens\":5,\"maxCost\":1.25,\"maxDuration\":\"00:06:00\",\"maxStepDuration\":\"00:00:07\""
            + ",\"maxRepairs\":8},\"conversationId\":\"conv\",\"previousRun\":\"r0\",\"parentRun\":\"p0\",\"parentCallId\":\"pc\",\"rootRun\":\"p1\",\"dryRun\":true,\"taskTools\":[\"act\"],\"depth\":1"
            + ",\"idempotencyKey\":\"key\",\"earlierRun\":\"e0\",\"requestHash\":\"hash\",\"instructions\":{\"address\":\"addr\",\"length\":12}"
            + ",\"salt\":{\"address\":\"addr\",\"length\":12},\"metadata\":{\"ticket\":\"88\"}"
            + ",\"answer\":{\"name\":\"Quote\",\"schemaHash\":\"sh\",\"schema\":{\"address\":\"addr\",\"length\":12}}}",
        [nameof(InputAccepted)] =
            "\"input_accepted\",\"v\":1,\"body\":{\"messages\":[{\"address\":\"addr\",\"length\":12}]}",
        [nameof(RunSuspended)] =
            "\"run_suspended\",\"v\":1,\"body\":{\"waiting\":[{\"kind\":\"approval\",\"callId\":\"c1\",\"tool\":\"act\",\"message\":\"It waits.\""
            + ",\"wakeAt\":\"2026-01-01T13:00:00+00:00\",\"childRun\":\"r2\"}],\"wakeAt\":\"2026-01-01T13:00:00+00:00\""
            + ",\"text\":{\"address\":\"addr\",\"length\":12}}",
        [nameof(RunResumed)] =
            "\"run_resumed\",\"v\":1,\"body\":{\"agentVersion\":\"v2\",\"cause\":\"Woken\",\"worker\":\"w\"}",
        [nameof(CancelRequested)] =
            "\"cancel_requested\",\"v\":1,\"body\":{\"requestedBy\":\"s1\",\"reason\":\"enough\"}",
        [nameof(RunEnded)] =
            "\"run_ended\",\"v\":1,\"body\":{\"status\":\"LimitReached\",\"reason\":{\"code\":\"max_turns\""
            + ",\"message\":\"The run used its 2 turns.\"},\"failureClass\":\"InvalidResponse\",\"finishReason\":\"stop\""
            + ",\"text\":{\"address\":\"addr\",\"length\":12}}",
        [nameof(ExtensionEvent)] =
            "\"extension\",\"v\":1,\"body\":{\"kind\":\"guardrails.finding\",\"version\":3,\"body\":{\"rule\":\"r\",\"hits\":2}}",
        [nameof(ModelReplied)] =
            "\"model_replied\",\"v\":1,\"body\":{\"turn\":1,\"messages\":[{\"address\":\"addr\",\"length\":12}],\"calls\":[{\"callId\":\"c1\""
            + ",\"tool\":\"act\",\"unreadable\":true}],\"finishReason\":\"tool_calls\",\"modelId\":\"m\",\"usage\":{\"input\":1,\"output\":2,\"cachedInput\":3,\"cacheWrite\":5"
            + ",\"reasoning\":4}}",
        [nameof(ModelFailed)] =
            "\"model_failed\",\"v\":1,\"body\":{\"turn\":1,\"failureClass\":\"Transient\",\"errorType\":\"System.IO.IOException\""
            + ",\"estimatedUsage\":{\"input\":1,\"output\":2,\"cachedInput\":3,\"cacheWrite\":5,\"reasoning\":4}}",
        [nameof(ModelInterrupted)] =
            "\"model_interrupted\",\"v\":1,\"body\":{\"turn\":1,\"textLength\":9,\"estimatedUsage\":{\"input\":1,\"output\":2"
            + ",\"cachedInput\":3,\"cacheWrite\":5,\"reasoning\":4}}",
        [nameof(AnswerRefused)] =
            "\"answer_refused\",\"v\":1,\"body\":{\"turn\":1,\"code\":\"not_json\",\"message\":{\"address\":\"addr\",\"length\":12}}",
        [nameof(SpendReserved)] =
            "\"spend_reserved\",\"v\":1,\"body\":{\"id\":\"s1\",\"turn\":1,\"provider\":\"p\",\"model\":\"m\",\"usage\":{\"input\":1,\"output\":2,\"cachedInput\":3,\"cacheWrite\":5,\"reasoning\":4},\"cost\":0.30}",
        [nameof(SpendSettled)] =
            "\"spend_settled\",\"v\":1,\"body\":{\"id\":\"s1\",\"turn\":1,\"callId\":\"c1\",\"tool\":\"act\",\"provider\":\"p\",\"model\":\"m\""
            + ",\"usage\":{\"input\":1,\"output\":2,\"cachedInput\":3,\"cacheWrite\":5,\"reasoning\":4},\"cost\":0.25"
            + ",\"basis\":\"Estimated\",\"reason\":\"the provider did not report its tokens\"}",
        [nameof(BudgetRaised)] =
            "\"budget_raised\",\"v\":1,\"body\":{\"cost\":0.5,\"tokens\":100,\"reason\":\"it is worth it\"}",
        [nameof(BudgetBreached)] =
            "\"budget_breached\",\"v\":1,\"body\":{\"account\":\"run:r:cost\",\"response\":\"Suspend\",\"turn\":1,\"model\":\"m\",\"callId\":\"c1\",\"tool\":\"act\"}",
        [nameof(LatencyBreached)] =
            "\"latency_breached\",\"v\":1,\"body\":{\"scope\":\"ToolStep\",\"budgetedMs\":1000,\"takenMs\":1000.5,\"cut\":true,\"turn\":1,\"callId\":\"c1\",\"tool\":\"act\"}",
        [nameof(BudgetWarned)] =
            "\"budget_warned\",\"v\":1,\"body\":{\"account\":\"run:r:cost\",\"threshold\":0.8,\"used\":8,\"limit\":10}",
        [nameof(CallRequested)] =
            "\"call_requested\",\"v\":1,\"body\":{\"callId\":\"c1\",\"ordinal\":1,\"tool\":\"act\"}",
        [nameof(CallRepeated)] =
            "\"call_repeated\",\"v\":1,\"body\":{\"callId\":\"c1\",\"key\":\"k\",\"outcome\":\"Failed\""
            + ",\"result\":{\"address\":\"addr\",\"length\":12}}",
        [nameof(ArgumentsCoerced)] =
            "\"arguments_coerced\",\"v\":1,\"body\":{\"callId\":\"c1\",\"tool\":\"act\",\"changes\":[{\"pointer\":\"/amount\""
            + ",\"coercion\":\"NumericStrings\"}]}",
        [nameof(ToolIntended)] =
            "\"tool_intended\",\"v\":1,\"body\":{\"callId\":\"c1\",\"ordinal\":1,\"tool\":\"act\",\"toolVersion\":\"tv\",\"key\":\"k\""
            + ",\"argumentsHash\":\"ah\",\"arguments\":{\"address\":\"addr\",\"length\":12},\"effect\":\"Keyed\",\"risk\":\"High\""
            + ",\"deadline\":\"2026-01-01T12:05:00+00:00\",\"claims\":true}",
        [nameof(ToolCompleted)] =
            "\"tool_completed\",\"v\":1,\"body\":{\"callId\":\"c1\",\"key\":\"k\",\"outcome\":\"Unknown\",\"result\":{\"address\":\"addr\""
            + ",\"length\":12},\"failureClass\":\"Timeout\",\"errorType\":\"System.TimeoutException\",\"durationMs\":1.5,\"late\":true}",
        [nameof(ToolSettled)] =
            "\"tool_settled\",\"v\":1,\"body\":{\"callId\":\"c1\",\"key\":\"k\",\"settlement\":\"GivenUp\",\"outcome\":\"Unknown\""
            + ",\"result\":{\"address\":\"addr\",\"length\":12},\"isToolResult\":true,\"reason\":\"asked the bank\"}",
        [nameof(ToolRefused)] =
            "\"tool_refused\",\"v\":1,\"body\":{\"callId\":\"c1\",\"tool\":\"act\",\"code\":\"limit\",\"message\":{\"address\":\"addr\""
            + ",\"length\":12}}",
        [nameof(ToolResultReplaced)] =
            "\"tool_result_replaced\",\"v\":1,\"body\":{\"callId\":\"c1\",\"code\":\"invalid_result\",\"result\":{\"address\":\"addr\""
            + ",\"length\":12}}",
        [nameof(ToolSuspended)] =
            "\"tool_suspended\",\"v\":1,\"body\":{\"callId\":\"c1\",\"tool\":\"act\",\"argumentsHash\":\"ah\""
            + ",\"suspension\":{\"kind\":\"approval\",\"callId\":\"c1\",\"tool\":\"act\",\"message\":\"It waits.\",\"wakeAt\":\"2026-01-01T13:00:00+00:00\",\"childRun\":\"r2\"}}",
        [nameof(PolicyDecided)] =
            "\"policy_decided\",\"v\":1,\"body\":{\"callId\":\"c1\",\"tool\":\"act\",\"inputsHash\":\"ah\",\"verdict\":\"Deny\",\"findin"
            + "gs\":[{\"policy\":\"hours\",\"verdict\":\"Deny\",\"code\":\"closed\",\"message\":\"The desk is closed.\"}],\"policies\""
            + ":[\"hours\",\"limits\"],\"risk\":\"High\"}",
        [nameof(ToolDeferred)] =
            "\"tool_deferred\",\"v\":1,\"body\":{\"callId\":\"c1\",\"tool\":\"act\",\"reasons\":[{\"policy\":\"hours\",\"verdict\":\"Den"
            + "y\",\"code\":\"closed\",\"message\":\"The desk is closed.\"}]}",
        [nameof(ApprovalRequested)] =
            "\"approval_requested\",\"v\":1,\"body\":{\"approvalId\":\"a1\",\"callId\":\"c1\",\"key\":\"k\",\"tool\":\"act\",\"toolVersi"
            + "on\":\"tv\",\"argumentsHash\":\"ah\",\"arguments\":{\"address\":\"addr\",\"length\":12},\"risk\":\"Critical\",\"requeste"
            + "r\":\"s1\",\"reasons\":[{\"policy\":\"hours\",\"verdict\":\"Deny\",\"code\":\"closed\",\"message\":\"The desk is closed."
            + "\"}],\"demands\":[{\"groups\":[\"finance\"],\"quorum\":2}],\"deadline\":\"2026-01-02T12:00:00+00:00\",\"escalateAt"
            + "\":\"2026-01-01T16:00:00+00:00\",\"escalateTo\":[\"directors\"],\"supersedes\":\"a0\",\"votes\":[{\"approver\":\"s2\""
            + ",\"groups\":[\"finance\"]}]}",
        [nameof(ApprovalVoted)] =
            "\"approval_voted\",\"v\":1,\"body\":{\"approvalId\":\"a1\",\"callId\":\"c1\",\"verdict\":\"Edit\",\"vote\":{\"approver\":\""
            + "s3\",\"groups\":[\"finance\"]},\"reason\":\"too much\"}",
        [nameof(ApprovalClosed)] =
            "\"approval_closed\",\"v\":1,\"body\":{\"approvalId\":\"a1\",\"callId\":\"c1\",\"status\":\"Edited\",\"argumentsHash\":\"a"
            + "h\",\"editedHash\":\"eh\",\"edited\":{\"address\":\"addr\",\"length\":12},\"response\":{\"address\":\"addr\",\"length\":1"
            + "2},\"code\":\"run_ended\"}",
        [nameof(ApprovalEscalated)] =
            "\"approval_escalated\",\"v\":1,\"body\":{\"approvalId\":\"a1\",\"callId\":\"c1\",\"groups\":[\"directors\"]}",
        [nameof(ApprovalRefused)] =
            "\"approval_refused\",\"v\":1,\"body\":{\"approvalId\":\"a1\",\"signalId\":\"s\",\"code\":\"late\"}",
    };

    public static string Of(string kind) => Bodies.TryGetValue(kind, out string? body)
        ? Envelope + body + "}"
        : throw new InvalidOperationException($"{kind} has no approved form.");
}
