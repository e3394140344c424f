namespace Agentry;

/// <summary>Only the tools that the task declared at its start (<see cref="RunRequest.TaskTools"/>).</summary>
internal sealed class TaskScopePolicy : IToolPolicy
{
    public string Name => "task_scope";

    public ValueTask<PolicyDecision> DecideAsync(ToolCallContext call, CancellationToken cancellationToken) => new(
        call.Run.TaskTools is { } declared && !declared.Contains(call.Contract.Name)
            ? PolicyDecision.Deny("outside_task", $"The task did not declare {call.Contract.Name} at its start.")
            : PolicyDecision.Allow);
}
