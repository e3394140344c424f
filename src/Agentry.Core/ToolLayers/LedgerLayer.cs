namespace Agentry;

/// <summary>Writes the intent before the effect and the outcome after it.</summary>
/// <remarks>
/// For a tool with an effect the intent is stored before the tool can begin. For a read-only one the write overlaps with the execution,
/// because running it again after a crash harms nobody. The outcome waits for the next intent, or for the end of the turn's calls. What layers claimed
/// from accounts goes with the intent, and then the answer is awaited in any case: if it is refused, nothing runs.
/// </remarks>
internal sealed class LedgerLayer : IToolLayer
{
    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        if (context.Intended)
            throw new InvalidOperationException($"{context.Contract.Name} was to run twice for one call; only a retry inside the ledger may do that.");
        if (!context.AreArgumentsChecked)
            throw new InvalidOperationException($"The arguments of {context.Contract.Name} changed after their contract was checked.");
        cancellationToken.ThrowIfCancellationRequested();
        if (context.Run.IsDryRun && context.Contract is { Effect: not ToolEffect.ReadOnly, IsAgent: false })
            return ToolOutcome.Refuse(ToolRefusalCodes.DryRun, ToolMessages.WouldRun(context.Contract.Name));

        RunLog log = context.Run.Log;
        AccountClaim? claim = ToolClaims.Of(context);
        log.Append(Intent(context, claim), context.Run.AgentActor, claim);
        context.Intended = true;
        Task stored = log.FlushAsync().AsTask();
        if (context.Contract.Effect != ToolEffect.ReadOnly || claim is not null)
            await stored.ConfigureAwait(false);
        if (claim is not null && log.TakeRefusal(claim.Id) is { } refusal)
            return ToolClaims.Refuse(context, refusal);

        long start = context.Run.Time.GetTimestamp();
        using LatencyWatch? watch = LatencyWatch.OfToolStep(context);
        ToolOutcome outcome;
        try
        {
            outcome = cancellationToken.IsCancellationRequested
                ? ToolOutcome.Failure(ToolMessages.RunEnding(context.Contract.Name), FailureClass.Refused)
                : await next(context, cancellationToken).ConfigureAwait(false);
            if (ReferenceEquals(outcome, ToolOutcome.Rewritten))
                throw new InvalidOperationException($"The arguments of {context.Contract.Name} were rewritten after the intent was written.");
        }
        catch (Exception e)
        {
            outcome = ToolFailure.OfLayer(context, e);
        }

        if (context.Run.IsHandedOver && IsForTheNext(context, outcome))
            throw new OperationCanceledException(cancellationToken);
        TimeSpan taken = context.Run.Time.GetElapsedTime(start);
        LatencyBreaches.CutToolStep(context, outcome, taken);
        context.Recorded = Complete(context, outcome, taken);
        if (claim is not null)
            ToolClaims.Settle(context, claim.Id, context.Recorded);
        if (context.Contract.Effect == ToolEffect.ReadOnly)
            await stored.ConfigureAwait(false);
        return context.Recorded;
    }

    /// <summary>
    /// Another worker goes on with the run: what is not known here it settles by the effect, and what was only cut short it runs again. To tell the
    /// model of a failure that is none would change the run.
    /// </summary>
    private static bool IsForTheNext(ToolCallContext context, ToolOutcome outcome)
    {
        if (outcome.Kind is not (ToolOutcomeKind.Unknown or ToolOutcomeKind.Failed))
            return false;
        if (!context.Begun)
        {
            UnknownOutcomes.Append(
                context.Run, context.CallId, context.IdempotencyKey, SettlementKind.DidNotHappen, null, Actors.Agentry, "the worker stopped before the tool began");
            return true;
        }

        return outcome.Kind == ToolOutcomeKind.Unknown || context.Contract.Effect is ToolEffect.ReadOnly or ToolEffect.Idempotent;
    }

    private static ToolOutcome Complete(ToolCallContext context, ToolOutcome outcome, TimeSpan duration)
    {
        // A suspended call has begun and is not over: its intent stays open until it is resumed under the same key.
        if (outcome.Kind == ToolOutcomeKind.Suspended)
            return outcome;
        ToolCompleted completed;
        try
        {
            completed = Completed(context, outcome, duration);
        }
        catch (Exception e)
        {
            // A result that has no JSON form.
            outcome = ToolFailure.Unreadable(context, e);
            completed = Completed(context, outcome, duration);
        }

        context.Run.Log.Append(completed, context.Contract.Actor);
        return outcome;
    }

    private static ToolIntended Intent(ToolCallContext context, AccountClaim? claim) => new()
    {
        CallId = context.CallId,
        Ordinal = context.Ordinal,
        Tool = context.Contract.Name,
        ToolVersion = context.Contract.Version,
        Key = context.IdempotencyKey,
        ArgumentsHash = context.ArgumentsHash,
        Arguments = context.ArgumentsRewritten ? context.Run.Log.Add(BlobWriter.OfAnswer(context.ArgumentValues)) : null,
        Effect = context.Contract.Effect,
        Risk = context.Contract.Risk,
        Deadline = ToolTimeoutLayer.TimeoutOf(context) is { } timeout ? context.Run.Time.GetUtcNow() + timeout : null,
        Claims = claim is null ? null : true,
    };

    private static ToolCompleted Completed(ToolCallContext context, ToolOutcome outcome, TimeSpan duration) => new()
    {
        CallId = context.CallId,
        Key = context.IdempotencyKey,
        Outcome = outcome.Kind,
        Result = context.Run.Log.Add(BlobWriter.OfAnswer(outcome.Answer)),
        FailureClass = outcome.FailureClass,
        ErrorType = outcome.Exception?.GetType().FullName,
        DurationMs = Math.Round(duration.TotalMilliseconds, 3),
    };
}
