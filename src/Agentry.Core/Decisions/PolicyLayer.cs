namespace Agentry;

/// <summary>Asks every policy about a call. The strictest answer wins; no answer, an exception or a time-out is a no.</summary>
internal sealed class PolicyLayer : IToolLayer
{
    public const string Failed = "policy_failed";

    private readonly IToolPolicy[] _policies;
    private readonly IToolPolicy[] _withTask;
    private readonly TimeSpan _timeout;
    private readonly string[] _names;
    private readonly string[] _namesWithTask;

    public PolicyLayer(IReadOnlyList<IToolPolicy> policies, TimeSpan timeout)
    {
        _policies = [.. policies];
        _timeout = timeout;
        _withTask = [new TaskScopePolicy(), .. policies];
        _names = [.. policies.Select(p => p.Name)];
        _namesWithTask = [.. _withTask.Select(p => p.Name)];
    }

    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        if (context.Run.TaskTools is not null)
            return AskAsync(_withTask, _namesWithTask, context, next, cancellationToken);
        return _policies.Length == 0 ? next(context, cancellationToken) : AskAsync(_policies, _names, context, next, cancellationToken);
    }

    private async ValueTask<ToolOutcome> AskAsync(
        IToolPolicy[] policies, string[] names, ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        string inputs = context.ArgumentsHash;
        List<PolicyFinding>? findings = null;
        PolicyFinding? strictest = null;
        foreach (IToolPolicy policy in policies)
        {
            PolicyDecision decision = await DecideAsync(policy, context, cancellationToken).ConfigureAwait(false);
            if (decision.Verdict == PolicyVerdict.Allow)
                continue;
            var finding = new PolicyFinding(policy.Name, decision.Verdict, decision.Code, decision.Message);
            (findings ??= []).Add(finding);
            if (decision.Verdict == PolicyVerdict.RequireApproval)
                context.AddNeed(new ApprovalNeed(finding, decision.Demand));
            if (strictest is null || finding.Verdict > strictest.Verdict)
                strictest = finding;
        }

        if (!context.AreArgumentsChecked)
            throw new InvalidOperationException($"A policy changed the arguments of {context.Contract.Name}; policies judge, layers rewrite.");
        context.Run.Log.Append(
            new PolicyDecided
            {
                CallId = context.CallId,
                Tool = context.Contract.Name,
                InputsHash = inputs,
                Verdict = strictest?.Verdict ?? PolicyVerdict.Allow,
                Findings = findings ?? (IReadOnlyList<PolicyFinding>)[],
                Policies = names,
                Risk = context.Risk,
            },
            Actors.Agentry);
        return strictest is { Verdict: PolicyVerdict.Deny }
            ? ToolOutcome.Refuse(strictest.Code, ToolMessages.Denied(context.Contract.Name, strictest.Message))
            : await next(context, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<PolicyDecision> DecideAsync(IToolPolicy policy, ToolCallContext context, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<PolicyDecision> decision = policy.DecideAsync(context, cancellationToken);
            if (decision.IsCompletedSuccessfully)
                return new(Known(decision.Result, policy, context));
            return WaitAsync(policy, context, decision.AsTask(), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(Fail(e, policy, context));
        }
    }

    private async ValueTask<PolicyDecision> WaitAsync(
        IToolPolicy policy, ToolCallContext context, Task<PolicyDecision> decision, CancellationToken cancellationToken)
    {
        try
        {
            return Known(await decision.WaitAsync(_timeout, context.Run.Time, cancellationToken).ConfigureAwait(false), policy, context);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Fail(e, policy, context);
        }
    }

    private static PolicyDecision Known(PolicyDecision? decision, IToolPolicy policy, ToolCallContext context) =>
        decision ?? Fail(new InvalidOperationException("The policy gave no decision."), policy, context);

    private static PolicyDecision Fail(Exception exception, IToolPolicy policy, ToolCallContext context)
    {
        context.Run.Pipeline.Runtime.Logger.PolicyFailed(exception, policy.Name, context.Contract.Name, context.CallId, context.Run.RunId.Value);
        return PolicyDecision.Deny(Failed, "A policy could not decide.");
    }
}
