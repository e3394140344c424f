namespace Agentry;

/// <summary>May this caller start this run? Asked once, before anything is paid for.</summary>
/// <remarks>Rates are looked at here and counted with the commit that creates the run; of two starts at once that exceed one, the slower is refused there.</remarks>
internal sealed class AdmissionLayer(AdmissionOptions options) : IRunLayer
{
    private const string Name = "admission";
    private static readonly string[] Names = [Name];

    private readonly string[] _scopes = [.. options.RequiredScopes];
    private readonly string[] _roles = [.. options.RequiredRoles];
    private readonly KeyValuePair<string, RateOptions>[] _rates = [.. options.Rates];

    /// <summary>After the run was created: the outcome when its start was one too many.</summary>
    public static RunOutcome? RefusalOf(RunContext context) =>
        context.Log.TakeRefusal(Name) is { } refusal ? RunOutcome.Block(TooMany(refusal.RetryAfter)) : null;

    public async ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken)
    {
        // A run that goes on was admitted when it started.
        if (context.Loop.InputAccepted)
            return await next(context, cancellationToken).ConfigureAwait(false);

        // A child run is no start of its own: nobody asked for it.
        AccountPart[] parts = context.ParentRun is not null ? [] : [.. _rates.Select(r => r.Value.Part($"{Name}:{r.Key}", null, context.AgentName, context.Caller.Subject))];
        RunReason? reason = WhyNot(context.Caller) ?? await TooManyAsync(context, parts, cancellationToken).ConfigureAwait(false);
        context.Log.Append(
            new PolicyDecided
            {
                Verdict = reason is null ? PolicyVerdict.Allow : PolicyVerdict.Deny,
                Findings = reason is null ? [] : [new PolicyFinding(Name, PolicyVerdict.Deny, reason.Code, reason.Message)],
                Policies = Names,
            },
            Actors.Agentry,
            reason is null && parts.Length > 0 ? new AccountClaim { Id = Name, Parts = parts } : null);
        return reason is null ? await next(context, cancellationToken).ConfigureAwait(false) : RunOutcome.Block(reason);
    }

    private RunReason? WhyNot(AgentCaller caller) =>
        options.RequireIdentity && (caller.Subject == AgentCaller.Anonymous.Subject || string.IsNullOrWhiteSpace(caller.Subject))
            ? new RunReason(RunReasonCodes.InvalidCredentials, "The caller is not known.")
            : !Array.TrueForAll(_scopes, caller.Scopes.Contains) || (_roles.Length > 0 && !Array.Exists(_roles, caller.Roles.Contains))
                ? new RunReason(RunReasonCodes.InsufficientPermissions, "The caller lacks a scope or a role that this agent asks for.")
                : null;

    private static async ValueTask<RunReason?> TooManyAsync(RunContext context, AccountPart[] parts, CancellationToken cancellationToken)
    {
        if (parts.Length == 0)
            return null;
        IReadOnlyList<AccountBalance> balances = await context.Pipeline.Runtime.Store
            .ReadAccountsAsync(context.Caller.Tenant, parts, cancellationToken).ConfigureAwait(false);
        return balances.Any(b => b.FreeAfter != TimeSpan.Zero) ? TooMany(balances.Max(b => b.FreeAfter)) : null;
    }

    private static RunReason TooMany(TimeSpan? retryAfter) =>
        new(RunReasonCodes.RateLimited, "Too many runs were started.") { RetryAfter = retryAfter };
}
