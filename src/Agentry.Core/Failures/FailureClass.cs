namespace Agentry;

/// <summary>Why a step or a run failed, in the few classes that decide what may happen next.</summary>
/// <remarks>Cancellation by the caller is never a failure class: it ends a run as <see cref="RunStatus.Cancelled"/>.</remarks>
public enum FailureClass
{
    /// <summary>Nothing known matches; treated as not retryable.</summary>
    Unknown = 0,

    /// <summary>A network fault, a 5xx answer or a stream that was cut: the same request may succeed later.</summary>
    Transient,

    /// <summary>The other side asked for less traffic (HTTP 429, 529).</summary>
    Throttled,

    /// <summary>No answer within the time allowed. For a tool with an effect this says nothing about the effect.</summary>
    Timeout,

    /// <summary>The other side rejected the request as malformed; repeating it unchanged cannot succeed.</summary>
    InvalidRequest,

    /// <summary>The answer of the other side cannot be used: empty, cut, or against its contract.</summary>
    InvalidResponse,

    /// <summary>The request is larger than the model's context window.</summary>
    ContextTooLong,

    /// <summary>A content filter refused the request or the answer.</summary>
    ContentBlocked,

    /// <summary>Credentials are missing, wrong or not sufficient.</summary>
    Unauthorized,

    /// <summary>A paid quota or a spending limit is used up: no retry helps until somebody pays, another provider may.</summary>
    QuotaExhausted,

    /// <summary>The tool's own code threw or reported an error.</summary>
    ToolFault,

    /// <summary>Agentry's own refusal: a limit, a permission, a policy or a configuration error.</summary>
    Refused,
}
