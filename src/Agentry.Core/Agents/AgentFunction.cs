using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>An agent as a tool. A call starts a child run under the call's idempotency key, so that a repeated call finds the same child.</summary>
internal sealed class AgentFunction(Agent agent, string? name, string? description) : AIFunction
{
    private static readonly JsonElement Schema = JsonDocument.Parse("""
        {
          "type": "object",
          "properties": { "task": { "type": "string", "minLength": 1, "description": "What to do, complete in itself: the other agent sees nothing else." } },
          "required": ["task"],
          "additionalProperties": false
        }
        """).RootElement;

    public override string Name { get; } = name ?? agent.Name;

    public override string Description { get; } = description ?? $"Hands a task to the agent {agent.Name} and returns its answer.";

    public override JsonElement JsonSchema => Schema;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        string task = arguments.TryGetValue("task", out object? value) ? value?.ToString() ?? "" : "";
        ToolCallContext? call = ToolCallContext.From(arguments);
        var request = new RunRequest(task)
        {
            Caller = call?.Run.Caller ?? AgentCaller.Anonymous,
            IdempotencyKey = call?.IdempotencyKey,
        };
        AgentRun run = await agent.Door.StartAsync(request, new RunStart(RunUpdates.None, call), cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return run.Status switch
        {
            RunStatus.Completed => ToolOutcome.Success(run.Text),
            _ when run.Status.IsSuspended() => ToolOutcome.Suspend(new Suspension
            {
                Kind = run.Status == RunStatus.AwaitingApproval ? Suspension.Approval : Suspension.Child,
                Message = $"The agent {agent.Name} waits: {run.Reason?.Message}",
                ChildRun = run.Id.Value,
                Pending = run.PendingApprovals.Count == 0 ? null : [.. run.PendingApprovals.Select(p => p with { Run = p.Run ?? run.Id.Value })],
            }),
            _ => ToolOutcome.Failure($"The agent {agent.Name} ended without an answer: {run.Reason?.Message}", run.FailureClass ?? FailureClass.ToolFault),
        };
    }
}
