namespace Agentry;

/// <summary>A configured rule.</summary>
internal sealed class RulePolicy : IToolPolicy
{
    private readonly NamePattern _tools;
    private readonly string[] _callers;
    private readonly string[] _tenants;
    private readonly string[] _scopes;
    private readonly string[] _roles;
    private readonly ArgumentExpression? _require;
    private readonly WorkingHours? _hours;
    private readonly RateOptions? _rate;
    private readonly PolicyDecision _otherwise;

    /// <exception cref="FormatException">An expression, hours or a time zone cannot be read.</exception>
    public RulePolicy(string name, PolicyRule rule, ApprovalOptions approval)
    {
        Name = name;
        _tools = new NamePattern(rule.Tools);
        _callers = [.. rule.Callers];
        _tenants = [.. rule.Tenants];
        _scopes = [.. rule.Scopes];
        _roles = [.. rule.Roles];
        _require = rule.Require is { } text ? ArgumentExpression.Parse(text) : null;
        _hours = rule.Hours is { } hours ? WorkingHours.Parse(hours, rule.TimeZone) : null;
        _rate = rule.Rate;
        _rate?.Check();
        string message = rule.Message ?? $"The rule '{name}' is not met.";
        _otherwise = rule.Otherwise switch
        {
            PolicyVerdict.Deny => PolicyDecision.Deny(rule.Code, message),
            PolicyVerdict.RequireApproval => PolicyDecision.RequireApproval(rule.Code, message, DemandOf(rule, approval)),
            _ => throw new FormatException("Otherwise must be Deny or RequireApproval: a rule that allows either way says nothing."),
        };
        if (rule.Quorum is < 1 or > 20)
            throw new FormatException("Quorum must be between 1 and 20.");
    }

    public string Name { get; }

    public ValueTask<PolicyDecision> DecideAsync(ToolCallContext call, CancellationToken cancellationToken) =>
        !Applies(call) ? new(PolicyDecision.Allow)
        : !Holds(call) ? new(_otherwise)
        : _rate is null ? new(PolicyDecision.Allow)
        : RateAsync(call, _rate, cancellationToken);

    /// <summary>A look here; the intent takes it, and is refused when another call was faster.</summary>
    private async ValueTask<PolicyDecision> RateAsync(ToolCallContext call, RateOptions rate, CancellationToken cancellationToken)
    {
        AccountPart part = rate.Part(Name, call.Contract.Name, call.Run.AgentName, call.Run.Caller.Subject);
        IReadOnlyList<AccountBalance> balances = await call.Run.Pipeline.Runtime.Store
            .ReadAccountsAsync(call.Run.Caller.Tenant, [part], cancellationToken).ConfigureAwait(false);
        string message = $"More than {rate.Max} such calls within {rate.Per} are not allowed.";
        if (balances[0].FreeAfter != TimeSpan.Zero)
            return PolicyDecision.Deny(RunReasonCodes.RateLimited, message);
        call.Claim(part, RunReasonCodes.RateLimited, ToolMessages.Denied(call.Contract.Name, message));
        return PolicyDecision.Allow;
    }

    private static ApprovalDemand? DemandOf(PolicyRule rule, ApprovalOptions approval) => rule.Groups.Count == 0 && rule.Quorum is null
        ? null
        : new ApprovalDemand { Groups = rule.Groups.Count > 0 ? [.. rule.Groups] : [.. approval.Groups], Quorum = rule.Quorum ?? approval.Quorum };

    private bool Applies(ToolCallContext call) =>
        (_tools.IsEmpty || _tools.Matches(call.Contract.Name))
        && (_callers.Length == 0 || Array.IndexOf(_callers, call.Run.Caller.Subject) >= 0)
        && (_tenants.Length == 0 || Array.IndexOf(_tenants, call.Run.Caller.Tenant) >= 0);

    private bool Holds(ToolCallContext call) =>
        Array.TrueForAll(_scopes, call.Run.Caller.Scopes.Contains)
        && (_roles.Length == 0 || Array.Exists(_roles, call.Run.Caller.Roles.Contains))
        && (_require is null || _require.Evaluate(call.Arguments) == Truth.True)
        && (_hours is null || _hours.Include(call.Run.Time.GetUtcNow()));
}
