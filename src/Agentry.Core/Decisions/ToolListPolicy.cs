namespace Agentry;

/// <summary>The tools that may be called at all, and those that may not.</summary>
internal sealed class ToolListPolicy(IEnumerable<string> allow, IEnumerable<string> deny) : IToolPolicy
{
    private readonly NamePattern _allow = new(allow);
    private readonly NamePattern _deny = new(deny);

    public string Name => "tool_lists";

    public ValueTask<PolicyDecision> DecideAsync(ToolCallContext call, CancellationToken cancellationToken) => new(
        _deny.Matches(call.Contract.Name) || (!_allow.IsEmpty && !_allow.Matches(call.Contract.Name))
            ? PolicyDecision.Deny("tool_not_allowed", $"{call.Contract.Name} may not be used here.")
            : PolicyDecision.Allow);
}
