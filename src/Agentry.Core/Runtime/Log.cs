using Agentry.JsonSchema;
using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>What Core writes to the host's log: ids, names, numbers. Prompts and tool content never.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Agent {Agent} ({Version}) is ready.\n{Pipeline}")]
    public static partial void AgentReady(this ILogger logger, string agent, string version, string pipeline);

    [LoggerMessage(2, LogLevel.Warning, "Agent {Agent} has {Count} tools. Their declarations are sent with every model call, about {Bytes} bytes each time, and a model chooses worse among many; above 20, split the agent or give it fewer tools.")]
    public static partial void ManyTools(this ILogger logger, string agent, int count, int bytes);

    [LoggerMessage(3, LogLevel.Warning, "{Agents}: there are tools that are not read-only, and the run store is not durable: a crash forgets which of their effects happened. Register a durable store.")]
    public static partial void StoreNotDurable(this ILogger logger, string agents);

    [LoggerMessage(4, LogLevel.Error, "A layer of agent {Agent} threw in run {RunId}; the run fails closed.")]
    public static partial void RunLayerFailed(this ILogger logger, Exception exception, string agent, string runId);

    [LoggerMessage(5, LogLevel.Error, "A layer threw around call {CallId} of tool {Tool} in run {RunId}; the call fails closed.")]
    public static partial void ToolLayerFailed(this ILogger logger, Exception exception, string tool, string callId, string runId);

    [LoggerMessage(6, LogLevel.Warning, "Tool {Tool} failed in call {CallId} of run {RunId}: {FailureClass}.")]
    public static partial void ToolFailed(this ILogger logger, Exception? exception, string tool, string callId, string runId, FailureClass? failureClass);

    [LoggerMessage(7, LogLevel.Warning, "Call {CallId} of tool {Tool} in run {RunId} was refused: {Code}.")]
    public static partial void ToolRefused(this ILogger logger, string tool, string callId, string runId, string? code);

    [LoggerMessage(8, LogLevel.Warning, "The model call of turn {Turn} of run {RunId} failed: {FailureClass}.")]
    public static partial void ModelFailed(this ILogger logger, Exception exception, int turn, string runId, FailureClass failureClass);

    [LoggerMessage(9, LogLevel.Error, "The late outcome of call {CallId} of tool {Tool} in run {RunId} could not be recorded.")]
    public static partial void LateOutcomeLost(this ILogger logger, Exception? exception, string tool, string callId, string runId);

    [LoggerMessage(11, LogLevel.Warning, "The services of call {CallId} of tool {Tool} in run {RunId} could not be disposed.")]
    public static partial void ToolScopeFailed(this ILogger logger, Exception exception, string tool, string callId, string runId);

    [LoggerMessage(12, LogLevel.Warning, "Worker {Owner} could not reach the run store to renew its leases. What it does not renew in time another worker takes over.")]
    public static partial void LeasesNotRenewed(this ILogger logger, Exception exception, string owner);

    [LoggerMessage(13, LogLevel.Error, "Worker {Owner} lost run {RunId} to another worker and stops it here without writing.")]
    public static partial void LeaseLost(this ILogger logger, string runId, string owner);

    [LoggerMessage(14, LogLevel.Warning, "The probe of tool {Tool} for call {CallId} of run {RunId} failed; the outcome stays unknown.")]
    public static partial void ProbeFailed(this ILogger logger, Exception exception, string tool, string callId, string runId);

    [LoggerMessage(15, LogLevel.Information, "Run {RunId} of agent {Agent} is handed back: the host stops.")]
    public static partial void RunHandedBack(this ILogger logger, string agent, string runId);

    [LoggerMessage(16, LogLevel.Information, "Worker {Owner} goes on with run {RunId} of agent {Agent}, {Status} since {UpdatedAt}; try {Claims}.")]
    public static partial void RunRecovering(this ILogger logger, string owner, string agent, string runId, RunStatus status, DateTimeOffset updatedAt, int claims);

    [LoggerMessage(17, LogLevel.Error, "Run {RunId} of agent {Agent} could not be recovered; it is tried again in {Delay}.")]
    public static partial void RunNotRecovered(this ILogger logger, Exception exception, string agent, string runId, TimeSpan delay);

    [LoggerMessage(18, LogLevel.Error, "Run {RunId} of agent {Agent} was taken over {Claims} times without progress and is quarantined: look at it, then resume or cancel it.")]
    public static partial void RunQuarantined(this ILogger logger, string agent, string runId, int claims);

    [LoggerMessage(19, LogLevel.Error, "The run store could not be asked for runs that need a worker; it is asked again.")]
    public static partial void RecoveryFailed(this ILogger logger, Exception exception);

    [LoggerMessage(20, LogLevel.Information, "{Count} runs that ended before {EndedBefore} were pruned.")]
    public static partial void RunsPruned(this ILogger logger, int count, DateTimeOffset endedBefore);

    [LoggerMessage(21, LogLevel.Warning, "The budget '{Account}' is used to more than {Threshold:P0}, in run {RunId}: {Used} of {Limit}.")]
    public static partial void BudgetNearlyUsed(this ILogger logger, string account, double threshold, string runId, long used, long limit);

    [LoggerMessage(22, LogLevel.Warning, "{Scope} of agent {Agent} in run {RunId} took longer than its {BudgetedMs} ms (turn {Turn}, call {CallId}); ended by that: {Cut}.")]
    public static partial void LatencyBreached(this ILogger logger, LatencyScope scope, string agent, string runId, double budgetedMs, int? turn, string? callId, bool cut);

    [LoggerMessage(23, LogLevel.Warning, "An observer of the events of run {RunId} threw; the run goes on.")]
    public static partial void EventObserverFailed(this ILogger logger, Exception exception, string runId);

    [LoggerMessage(30, LogLevel.Error, "Policy {Policy} could not decide about call {CallId} of tool {Tool} in run {RunId}; it counts as a no.")]
    public static partial void PolicyFailed(this ILogger logger, Exception exception, string policy, string tool, string callId, string runId);

    [LoggerMessage(31, LogLevel.Warning, "A decision of {Actor} about run {RunId} counts for nothing: {Code}.")]
    public static partial void DecisionRefused(this ILogger logger, string actor, string runId, string code);

    [LoggerMessage(32, LogLevel.Information, "Call {CallId} of tool {Tool} in run {RunId} is of {Risk} risk and runs without approval, as configured.")]
    public static partial void CallNoticed(this ILogger logger, string tool, string callId, string runId, RiskTier risk);

    [LoggerMessage(40, LogLevel.Warning, "Agent {Agent} asks for the strict mode of {Provider}, which refuses the schema of tool {Tool} as it is; a client that rewrites it holds the model to something else. Calls are held to the whole schema.\n{Findings}")]
    public static partial void StrictModeRefuses(this ILogger logger, string agent, StrictModeProfile provider, string tool, string findings);

    [LoggerMessage(41, LogLevel.Information, "Agent {Agent} asks for the strict mode of {Provider}, which drops parts of the schema of tool {Tool}: the model is not held to them. Calls are held to the whole schema.\n{Findings}")]
    public static partial void StrictModeDrops(this ILogger logger, string agent, StrictModeProfile provider, string tool, string findings);

    [LoggerMessage(10, LogLevel.Debug, "Run {RunId} of agent {Agent} ended: {Status}.")]
    public static partial void RunEnded(this ILogger logger, string agent, string runId, RunStatus status);
}
