using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>One line per run. Ids, names and numbers; prompts and tool content never.</summary>
internal static partial class ObservabilityLog
{
    [LoggerMessage(100, LogLevel.Information, "Run {RunId} of agent {Agent} {Status} after {Seconds:0.###} s: {Turns} turns, {ToolCalls} tool calls, {InputTokens} tokens in, {OutputTokens} out; reason {Reason}.")]
    public static partial void RunLeft(
        this ILogger logger, string runId, string agent, RunStatus status, double seconds, int turns, int toolCalls, long inputTokens, long outputTokens, string reason);

    [LoggerMessage(101, LogLevel.Warning, "Run {RunId} of agent {Agent} failed after {Seconds:0.###} s with {FailureClass}: {Turns} turns, {ToolCalls} tool calls, {InputTokens} tokens in, {OutputTokens} out; reason {Reason}.")]
    public static partial void RunFailed(
        this ILogger logger, string runId, string agent, double seconds, FailureClass? failureClass, int turns, int toolCalls, long inputTokens, long outputTokens, string reason);

    [LoggerMessage(102, LogLevel.Warning, "A listener of spans or metrics threw; what it listened to goes on.")]
    public static partial void ListenerFailed(this ILogger logger, Exception exception);
}
