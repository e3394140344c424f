namespace Agentry;

/// <summary>The ready-made sets, by name.</summary>
internal static class ReadyPolicies
{
    public static readonly IReadOnlyList<string> Names = ["compliance", "safety"];

    /// <summary>Null: there is no set of that name.</summary>
    public static IReadOnlyList<IToolPolicy>? Find(string name) => name.ToUpperInvariant() switch
    {
        "SAFETY" =>
        [
            new Ready("safety.nobody", static c => HasEffect(c) && c.Risk >= RiskTier.High && IsNobody(c)
                ? PolicyDecision.Deny("invalid_credentials", "A call of high risk needs a caller who is known.")
                : PolicyDecision.Allow),
            new Ready("safety.irreversible", static c => HasEffect(c) && !c.Contract.Reversible && c.Risk >= RiskTier.High
                ? PolicyDecision.RequireApproval("irreversible", "The call has an effect of high risk that cannot be undone.")
                : PolicyDecision.Allow),
        ],
        "COMPLIANCE" =>
        [
            new Ready("compliance.nobody", static c => HasEffect(c) && IsNobody(c)
                ? PolicyDecision.Deny("invalid_credentials", "A call with an effect needs a caller who is known.")
                : PolicyDecision.Allow),
            new Ready("compliance.four_eyes", static c => c.Risk == RiskTier.Critical
                ? PolicyDecision.RequireApproval("four_eyes", "A critical call needs two people.", new ApprovalDemand { Quorum = 2 })
                : PolicyDecision.Allow),
        ],
        _ => null,
    };

    private static bool HasEffect(ToolCallContext call) => call.Contract.Effect != ToolEffect.ReadOnly;

    private static bool IsNobody(ToolCallContext call) => call.Run.Caller.Subject == AgentCaller.Anonymous.Subject;

    private sealed class Ready(string name, Func<ToolCallContext, PolicyDecision> decide) : IToolPolicy
    {
        public string Name => name;

        public ValueTask<PolicyDecision> DecideAsync(ToolCallContext call, CancellationToken cancellationToken) => new(decide(call));
    }
}
