namespace Agentry;

/// <summary>May this caller start this run? Asked once, before anything is read or paid for.</summary>
internal sealed class AdmissionLayer(AdmissionOptions options) : IRunLayer
{
    private static readonly string[] Names = ["admission"];

    private readonly string[] _scopes = [.. options.RequiredScopes];
    private readonly string[] _roles = [.. options.RequiredRoles];

    public ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken)
    {
        // A run that goes on was admitted when it started.
        if (context.Loop.InputAccepted)
            return next(context, cancellationToken);
        RunReason? reason = WhyNot(context.Caller);
        context.Log.Append(
            new PolicyDecided
            {
                Verdict = reason is null ? PolicyVerdict.Allow : PolicyVerdict.Deny,
                Findings = reason is null ? [] : [new PolicyFinding(Names[0], PolicyVerdict.Deny, reason.Code, reason.Message)],
                Policies = Names,
            },
            Actors.Agentry);
        return reason is null ? next(context, cancellationToken) : new(RunOutcome.Block(reason));
    }

    private RunReason? WhyNot(AgentCaller caller) =>
        options.RequireIdentity && (caller.Subject == AgentCaller.Anonymous.Subject || string.IsNullOrWhiteSpace(caller.Subject))
            ? new RunReason(RunReasonCodes.InvalidCredentials, "The caller is not known.")
            : !Array.TrueForAll(_scopes, caller.Scopes.Contains) || (_roles.Length > 0 && !Array.Exists(_roles, caller.Roles.Contains))
                ? new RunReason(RunReasonCodes.InsufficientPermissions, "The caller lacks a scope or a role that this agent asks for.")
                : null;
}
