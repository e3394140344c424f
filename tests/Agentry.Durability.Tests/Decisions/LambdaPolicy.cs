namespace Agentry.Tests;

/// <summary>A policy written as a lambda.</summary>
internal sealed class LambdaPolicy(string name, Func<ToolCallContext, PolicyDecision> decide) : IToolPolicy
{
    public string Name => name;

    public ValueTask<PolicyDecision> DecideAsync(ToolCallContext call, CancellationToken cancellationToken) => new(decide(call));
}
