using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A tool layer written as a lambda.</summary>
internal sealed class LambdaToolLayer(Func<ToolCallContext, ToolCallDelegate, CancellationToken, ValueTask<ToolOutcome>> body) : IToolLayer
{
    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
        body(context, next, cancellationToken);
}

/// <summary>A run layer written as a lambda.</summary>
internal sealed class LambdaRunLayer(Func<RunContext, RunDelegate, CancellationToken, ValueTask<RunOutcome>> body) : IRunLayer
{
    public ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken) =>
        body(context, next, cancellationToken);
}

internal static class LambdaLayerExtensions
{
    public static IAgentryBuilder Layer(
        this IAgentryBuilder agent,
        ToolStage stage,
        Func<ToolCallContext, ToolCallDelegate, CancellationToken, ValueTask<ToolOutcome>> body) =>
        agent.AddToolLayer(stage, $"tool-{stage}", _ => new LambdaToolLayer(body));

    public static IAgentryBuilder Layer(
        this IAgentryBuilder agent, RunStage stage, Func<RunContext, RunDelegate, CancellationToken, ValueTask<RunOutcome>> body) =>
        agent.AddRunLayer(stage, $"run-{stage}", _ => new LambdaRunLayer(body));

    /// <summary>Suspends every call that the condition names, until it no longer does.</summary>
    public static IAgentryBuilder Suspend(this IAgentryBuilder agent, Func<ToolCallContext, bool> when, string kind = Suspension.Approval) =>
        agent.Layer(ToolStage.Approval, (context, next, token) => when(context)
            ? new(ToolOutcome.Suspend(new Suspension { Kind = kind, Message = "Somebody has to look at it." }))
            : next(context, token));
}
