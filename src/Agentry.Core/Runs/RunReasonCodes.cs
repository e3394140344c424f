namespace Agentry;

/// <summary>The codes of <see cref="RunReason"/> that Core itself gives.</summary>
public static class RunReasonCodes
{
    /// <summary>More turns than <see cref="RunLimits.MaxTurns"/>.</summary>
    public const string MaxTurns = "max_turns";

    /// <summary>More tool calls than <see cref="RunLimits.MaxToolCalls"/>.</summary>
    public const string MaxToolCalls = "max_tool_calls";

    /// <summary>More calls of one tool than <see cref="RunLimits.MaxCallsPerTool"/>.</summary>
    public const string MaxCallsPerTool = "max_calls_per_tool";

    /// <summary>Deeper child runs than <see cref="RunLimits.MaxDepth"/>.</summary>
    public const string MaxDepth = "max_depth";

    /// <summary>More tokens than <see cref="RunLimits.MaxTokens"/>.</summary>
    public const string MaxTokens = "max_tokens";

    /// <summary>Longer than <see cref="RunLimits.MaxDuration"/>.</summary>
    public const string MaxDuration = "max_duration";

    /// <summary>One model call took longer than <see cref="RunLimits.MaxStepDuration"/> or <see cref="RunLimits.MaxModelDuration"/>.</summary>
    public const string MaxStepDuration = "max_step_duration";

    /// <summary>A budget does not allow the next call, or a new run.</summary>
    public const string Budget = "budget";

    /// <summary>The cost of the run is limited, and the model that it asks has no price.</summary>
    public const string UnknownPrice = "unknown_price";

    /// <summary>The model's own output limit cut the answer.</summary>
    public const string OutputCut = "output_cut";

    /// <summary>The model repeated invalid tool calls more often than <see cref="RunLimits.MaxRepairs"/>.</summary>
    public const string RepairsExhausted = "repairs_exhausted";

    /// <summary>The model's answer does not have the shape that was asked for, also after <see cref="RunLimits.MaxRepairs"/> repair messages.</summary>
    public const string InvalidAnswer = "invalid_answer";

    /// <summary>The run completed with an answer of the shape that was asked for, and it cannot be read any more: it was erased, or a layer changed it.</summary>
    public const string AnswerUnreadable = "answer_unreadable";

    /// <summary>The model's reply held neither text nor a tool call.</summary>
    public const string EmptyReply = "empty_reply";

    /// <summary>The model call failed.</summary>
    public const string ModelFailed = "model_failed";

    /// <summary>The provider's content filter ended the reply.</summary>
    public const string ContentFilter = "content_filter";

    /// <summary>A layer of the pipeline threw; the run fails closed.</summary>
    public const string LayerFailed = "layer_failed";

    /// <summary>The caller's token was cancelled.</summary>
    public const string CancelledByCaller = "cancelled_by_caller";

    /// <summary>A cancel signal arrived.</summary>
    public const string CancelledBySignal = "cancelled_by_signal";

    /// <summary>The reader of the stream disposed it before the end.</summary>
    public const string StreamAbandoned = "stream_abandoned";

    /// <summary>The run scope was disposed while something in it was still at work.</summary>
    public const string ScopeEnded = "scope_ended";

    /// <summary>The host stops; the run goes on in another worker, or when the host is back. It has not ended.</summary>
    public const string HostStopping = "host_stopping";

    /// <summary>Another worker owns the run now; this one stopped without writing. It has not ended.</summary>
    public const string LeaseLost = "lease_lost";

    /// <summary>The parent run was cancelled.</summary>
    public const string ParentEnded = "parent_ended";

    /// <summary>Another run of the same conversation is not over.</summary>
    public const string ConversationBusy = "conversation_busy";

    /// <summary>Another run of the same conversation was created since its last one was read. The front door reads again; nobody else sees this.</summary>
    public const string ConversationMoved = "conversation_moved";

    /// <summary>A run with the same idempotency key is still at work.</summary>
    public const string KeyInFlight = "idempotency_key_in_flight";

    /// <summary>Admission: the caller is not known.</summary>
    public const string InvalidCredentials = "invalid_credentials";

    /// <summary>Admission: the caller lacks a scope or a role.</summary>
    public const string InsufficientPermissions = "insufficient_permissions";

    /// <summary>Admission: too many runs; <see cref="RunReason.RetryAfter"/> says when to try again.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>A tool call waits for a person.</summary>
    public const string ApprovalRequired = "approval_required";
}
