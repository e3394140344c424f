using System.Text.Json;

namespace Agentry;

/// <summary>What becomes of a call whose effect may or may not have happened: a probe or the late outcome settles it, or the run waits for a person.</summary>
internal static class UnknownOutcomes
{
    /// <summary>True when running the tool again could have its effect twice, so that an interrupted call must not simply run.</summary>
    public static bool MustAsk(ToolEffect effect) => effect == ToolEffect.NonIdempotent;

    /// <summary>A call that has just become unknown here.</summary>
    public static async ValueTask<ToolOutcome> AfterExecutionAsync(ToolCallContext context, ToolOutcome unknown)
    {
        // A tool that returned what cannot be read has run: there is nothing to find out.
        if (context.Contract.WhenUnknown != UnknownOutcomeHandling.Suspend || unknown.FailureClass == FailureClass.InvalidResponse)
            return unknown;

        // The abandoned execution may still reach its effect: only that it has happened can be believed.
        return await ProbeAsync(context).ConfigureAwait(false) is { Kind: SettlementKind.Happened } settled
            ? Settle(context, settled, Prober(context), null)!
            : Suspend(context, ToolMessages.Unsettled(context.Contract.Name));
    }

    /// <summary>A call whose failure is for a person to see first.</summary>
    public static ToolOutcome Escalate(ToolCallContext context) => Suspend(context, ToolMessages.FailedAtRisk(context.Contract.Name));

    /// <summary>A call that an earlier worker intended, and of which nobody wrote an outcome.</summary>
    public static async ValueTask<ToolOutcome?> AfterInterruptionAsync(ToolCallContext context)
    {
        if (await ProbeAsync(context).ConfigureAwait(false) is { Kind: not SettlementKind.GivenUp } settled)
            return Settle(context, settled, Prober(context), null);
        ToolOutcome unknown = ToolRecorder.RecordInterrupted(context);
        return context.Contract.WhenUnknown == UnknownOutcomeHandling.Suspend
            ? Suspend(context, ToolMessages.Unsettled(context.Contract.Name))
            : unknown;
    }

    /// <summary>A call that was suspended as unknown, when its run goes on. Null: it may run now.</summary>
    public static async ValueTask<ToolOutcome?> AgainAsync(ToolCallContext context, CallState call)
    {
        if (call.Late is { Outcome: ToolOutcomeKind.Succeeded or ToolOutcomeKind.Failed } late)
            return await SettleLateAsync(context, late).ConfigureAwait(false);
        if (call.Outcome == ToolOutcomeKind.Failed)
            return ToolOutcome.Suspend(call.Suspended!.Suspension);
        if (!MustAsk(context.Contract.Effect) && !MustAsk(call.Intent!.Effect))
            return null;
        if (await ProbeAsync(context).ConfigureAwait(false) is { Kind: not SettlementKind.GivenUp } settled)
            return Settle(context, settled, Prober(context), null);
        return context.Contract.WhenUnknown == UnknownOutcomeHandling.Suspend
            ? ToolOutcome.Suspend(call.Suspended!.Suspension)
            : Settle(context, CallSettlement.GivenUp, Actors.Agentry, "the tool's contract tells the model now");
    }

    /// <summary>Writes a settlement. Null: the call may run now.</summary>
    public static ToolOutcome? Settle(ToolCallContext context, CallSettlement settlement, string actor, string? reason)
    {
        ToolOutcome? outcome = settlement.Kind switch
        {
            SettlementKind.Happened => ToolOutcome.Success(settlement.Result is { } result ? Plain(result) : ToolMessages.Happened(context.Contract.Name)),
            SettlementKind.GivenUp => ToolOutcome.Indeterminate(ToolMessages.Unknown(context.Contract.Name), FailureClass.Transient),
            _ => null,
        };
        bool isResult = settlement is { Kind: SettlementKind.Happened, Result: not null };
        Append(context.Run, context.CallId, context.IdempotencyKey, settlement.Kind, outcome, actor, reason, isResult);
        context.FoundResult = isResult;
        return outcome;
    }

    public static void Append(
        RunContext run, string callId, string key, SettlementKind settlement, ToolOutcome? outcome, string actor, string? reason, bool isToolResult = false) =>
        run.Log.Append(
            new ToolSettled
            {
                CallId = callId,
                Key = key,
                Settlement = settlement,
                Outcome = outcome?.Kind,
                Result = outcome is null ? null : run.Log.Add(BlobWriter.OfAnswer(outcome.Answer)),
                IsToolResult = isToolResult ? true : null,
                Reason = reason,
            },
            actor);

    private static string Prober(ToolCallContext context) => $"probe:{context.Contract.Name}";

    private static object? Plain(JsonElement result) => result.ValueKind switch
    {
        JsonValueKind.String => result.GetString(),
        JsonValueKind.Null => null,
        _ => result,
    };

    private static async ValueTask<ToolOutcome> SettleLateAsync(ToolCallContext context, ToolCompleted late)
    {
        object? answer = late.Result is { } result
            ? await new RunReader(context.Run.Pipeline.Runtime).ReadAnswerAsync(context.Run.Log.Run, result, CancellationToken.None).ConfigureAwait(false)
            : null;
        context.Run.Log.Append(
            new ToolSettled
            {
                CallId = context.CallId,
                Key = context.IdempotencyKey,
                Settlement = SettlementKind.Happened,
                Outcome = late.Outcome,
                Result = late.Result,
                IsToolResult = true,
                Reason = "the outcome came late",
            },
            context.Contract.Actor);
        context.FoundResult = true;
        FailureClass failure = late.FailureClass ?? FailureClass.ToolFault;
        return late.Outcome == ToolOutcomeKind.Succeeded
            ? ToolOutcome.Success(answer)
            : ToolOutcome.Failure(ToolMessages.Threw(context.Contract, failure), failure, answer);
    }

    private static ToolOutcome Suspend(ToolCallContext context, string message)
    {
        var suspension = new Suspension
        {
            Kind = Suspension.UnknownOutcome,
            CallId = context.CallId,
            Tool = context.Contract.Name,
            Message = message,
        };
        context.Run.Log.Append(
            new ToolSuspended
            {
                CallId = context.CallId,
                Tool = context.Contract.Name,
                ArgumentsHash = context.CheckedHash,
                Suspension = suspension,
            },
            Actors.Agentry);
        return ToolOutcome.Suspend(suspension);
    }

    /// <summary>Null: it cannot be told. A probe that fails or takes too long tells nothing.</summary>
    private static async ValueTask<CallSettlement?> ProbeAsync(ToolCallContext context)
    {
        if (context.Contract.Probe is not { } probe)
            return null;
        TimeSpan limit = ToolTimeoutLayer.TimeoutOf(context) ?? TimeSpan.FromSeconds(30);
        using var stop = new CancellationTokenSource(limit, context.Run.Time);
        try
        {
            return await Task.Run(
                () =>
                {
                    ToolCallContext.Current = context;
                    return probe(context, stop.Token).AsTask();
                },
                CancellationToken.None).WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            context.Run.Pipeline.Runtime.Logger.ProbeFailed(e, context.Contract.Name, context.CallId, context.Run.RunId.Value);
            return null;
        }
    }
}
