using System.Globalization;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The tool calls of a scope: each proposal runs once, and what is refused or repeated is written down too.</summary>
internal sealed class ScopeTools(RunContext run, CallGate gate, bool acceptUnproposed)
{
    private int _requested = -1;

    public ProposalBook Proposals { get; } = new();

    /// <summary>The limit that refused a call.</summary>
    public string? LimitHit { get; private set; }

    /// <param name="pipeline">The layers of the function, which need not be those of the scope.</param>
    /// <param name="contract">The tool.</param>
    /// <param name="arguments">What it is invoked with.</param>
    /// <param name="cancellationToken">The invocation's own token.</param>
    public async ValueTask<ToolOutcome> InvokeAsync(
        AgentPipeline pipeline, ToolContract contract, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (!gate.TryEnter())
            return ToolOutcome.Refuse(ToolRefusalCodes.RunEnding, ToolMessages.RunEnding(contract.Name));
        try
        {
            string? hash = CallHash.Of(contract.Name, arguments);
            while (Proposals.Claim(contract.Name, hash, out bool isNew) is { } proposal)
            {
                if (isNew)
                    return await ExecuteAsync(pipeline, contract, arguments, proposal, cancellationToken).ConfigureAwait(false);
                if (await proposal.Execution!.Task.WaitAsync(cancellationToken).ConfigureAwait(false) is { } outcome)
                    return outcome;
            }

            return await UnproposedAsync(pipeline, contract, arguments, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>Refuses a call and writes that down.</summary>
    public async ValueTask<ToolOutcome> RefuseAsync(ToolContract contract, string code, string message)
    {
        ToolOutcome outcome = ToolOutcome.Refuse(code, message);
        ToolRecorder.Record(run, Request(contract).CallId, contract.Name, null, outcome);
        await run.Log.FlushAsync().ConfigureAwait(false);
        return outcome;
    }

    private async ValueTask<ToolOutcome> ExecuteAsync(
        AgentPipeline pipeline, ToolContract contract, AIFunctionArguments arguments, Proposal proposal, CancellationToken cancellationToken)
    {
        ToolOutcome? outcome = null;
        try
        {
            outcome = await RunAsync(pipeline, contract, arguments, proposal, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (outcome is null)
                Proposals.Release(proposal);
        }

        foreach (string alias in Proposals.Settle(proposal, outcome))
            run.Log.Append(Repeated(run, alias, proposal), Actors.Agentry);
        await run.Log.FlushAsync().ConfigureAwait(false);
        return outcome;
    }

    private ValueTask<ToolOutcome> UnproposedAsync(
        AgentPipeline pipeline, ToolContract contract, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (acceptUnproposed)
            return RunAsync(pipeline, contract, arguments, Request(contract), cancellationToken);
        return RefuseAsync(
            contract,
            ToolRefusalCodes.NotProposed,
            Proposals.SawModel ? ToolMessages.NotProposed(contract.Name) : ToolMessages.NoModelInScope(contract.Name));
    }

    private async ValueTask<ToolOutcome> RunAsync(
        AgentPipeline pipeline, ToolContract contract, AIFunctionArguments arguments, Proposal call, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.Cancellation.Token);
        var context = new ToolCallContext(run, contract, call.CallId, call.Turn, call.Ordinal, call.ReplySequence)
        {
            ArgumentsUnreadable = call.Unreadable,
            ArgumentsBroken = call.Broken,
            ForeignArguments = arguments,
        };
        ToolOutcome outcome;
        try
        {
            outcome = await new ToolCallRunner(pipeline).RunAsync(context, arguments, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && run.Cancellation.Cause is not null)
        {
            outcome = ToolOutcome.Refuse(ToolRefusalCodes.RunEnding, ToolMessages.RunEnding(contract.Name));
            ToolRecorder.Record(run, call.CallId, contract.Name, null, outcome);
        }

        if (outcome.Kind == ToolOutcomeKind.Suspended)
        {
            outcome = ToolOutcome.Refuse(ToolRefusalCodes.CannotWait, ToolMessages.CannotWait(outcome.Message!));
            ToolRecorder.Record(run, call.CallId, contract.Name, null, outcome);
        }

        if (outcome is { Kind: ToolOutcomeKind.Refused, Code: ToolRefusalCodes.Limit })
            LimitHit = run.Meter.LastLimit ?? RunReasonCodes.MaxToolCalls;
        await run.Log.FlushAsync().ConfigureAwait(false);
        return outcome;
    }

    /// <summary>A call that no model proposed here: each invocation is one of its own.</summary>
    private Proposal Request(ToolContract contract)
    {
        int ordinal = Interlocked.Increment(ref _requested);
        string id = string.Create(CultureInfo.InvariantCulture, $"requested_{ordinal}");
        long sequence = run.Log.Append(
            new CallRequested { CallId = id, Ordinal = ordinal, Tool = contract.Name }, Actors.Caller(run.Caller));
        return new Proposal(new FunctionCallContent(id, contract.Name), run.Log.State.Turns, sequence, ordinal);
    }

    public static CallRepeated Repeated(RunContext run, string callId, Proposal earlier) => new()
    {
        CallId = callId,
        Key = IdempotencyKey.Of(run.RunId, earlier.ReplySequence, earlier.Ordinal),
        Outcome = earlier.Outcome!.Kind,
        Result = run.Log.Add(BlobWriter.OfAnswer(earlier.Outcome.Answer)),
    };
}
