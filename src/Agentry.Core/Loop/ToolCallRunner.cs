using System.Text.Json;

namespace Agentry;

/// <summary>Takes one proposed call through the tool pipeline and writes down what came of it.</summary>
internal sealed class ToolCallRunner(AgentPipeline pipeline)
{
    public async ValueTask<ToolOutcome> RunAsync(RunContext run, LoopCall call, CancellationToken cancellationToken)
    {
        ToolOutcome outcome;
        string key = IdempotencyKey.Of(run.RunId, call.State.ReplySequence, call.State.Ordinal);
        BlobRef? edited = run.Log.EditedArguments(key);
        ToolContract? contract = run.Loop.Tools.Find(call.Content.Name);
        if (call.NeedsCheck)
        {
            outcome = await CheckRecordedAsync(run, call, contract, cancellationToken).ConfigureAwait(false);
        }
        else if (contract is not null)
        {
            var context = new ToolCallContext(
                run, contract, call.Content.CallId, call.State.Turn, call.State.Ordinal, key)
            {
                ArgumentsUnreadable = edited is null && (call.Content.Exception is not null || call.State.IsUnreadable),
                ArgumentsBroken = call.Content.Exception is BrokenTextException,
                ArgumentsEdited = edited is not null,
            };
            ToolOutcome? settled = null;
            if (IsLeft(call.State, contract.Effect))
            {
                settled = await SettleAsync(context, call, cancellationToken).ConfigureAwait(false);
                context = context.Anew();
            }

            outcome = settled ?? await RunKnownAsync(context, call, edited, cancellationToken).ConfigureAwait(false);
            if (settled is null && !cancellationToken.IsCancellationRequested)
            {
                if (outcome.Kind == ToolOutcomeKind.Unknown)
                    outcome = await FindOutAsync(context, call.State, outcome, cancellationToken).ConfigureAwait(false);
                else if (outcome.Kind == ToolOutcomeKind.Failed && context is { Begun: true, EscalatesFailure: true })
                    outcome = UnknownOutcomes.Escalate(context);
            }
        }
        else if (call.State is { IsInterrupted: true } or { IsUnsettled: true })
        {
            // The tool is gone with a deployment, its effect may be there.
            cancellationToken.ThrowIfCancellationRequested();
            outcome = ToolOutcome.Indeterminate(ToolMessages.Unknown(call.Content.Name), FailureClass.Transient);
            UnknownOutcomes.Append(
                run, call.Content.CallId, call.State.Intent!.Key, SettlementKind.GivenUp, outcome, Actors.Agentry, "the agent does not have the tool any more");
        }
        else
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcome = ToolOutcome.Refuse(
                ToolRefusalCodes.UnknownTool,
                RepairMessage.ForUnknownTool(call.Content.Name, run.Loop.Tools.All.Select(t => t.Name)));
            ToolRecorder.Record(run, call.Content.CallId, call.Content.Name, null, outcome);
        }

        if (outcome.Kind != ToolOutcomeKind.Suspended)
            ApprovalClosing.Withdraw(run.Log, key, outcome.Code ?? "answered");
        if (run.Updates.HasReader)
        {
            await run.Updates.WriteAsync(new ToolFinishedUpdate(
                call.State.Turn, call.Content.CallId, call.Content.Name, outcome.Kind, outcome.Code, outcome.Answer)).ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>True for a call that an earlier worker left and that is settled first.</summary>
    private static bool IsLeft(CallState state, ToolEffect now) =>
        state.IsUnsettled || CameLate(state) || (state.IsInterrupted && MustAsk(state.Intent!.Effect, now));

    private static bool CameLate(CallState state) => state is { IsInterrupted: true, Late.Outcome: ToolOutcomeKind.Succeeded };

    /// <summary>Finds out what became of a call that was left; null when it is to run.</summary>
    private async ValueTask<ToolOutcome?> SettleAsync(ToolCallContext context, LoopCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        context.SetArguments(await IntendedArgumentsAsync(context.Run, call, cancellationToken).ConfigureAwait(false));
        try
        {
            ToolOutcome? settled = call.State.IsUnsettled || CameLate(call.State)
                ? await UnknownOutcomes.AgainAsync(context, call.State).ConfigureAwait(false)
                : await UnknownOutcomes.AfterInterruptionAsync(context).ConfigureAwait(false);
            return settled is null ? null : await CheckFoundAsync(context, call.State, settled, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await CloseAsync(context).ConfigureAwait(false);
        }
    }

    private ValueTask<ToolOutcome> RunKnownAsync(ToolCallContext context, LoopCall call, BlobRef? edited, CancellationToken cancellationToken) =>
        edited is null ? RunAsync(context, call.Content.Arguments, cancellationToken) : RunEditedAsync(context, edited, cancellationToken);

    private async ValueTask<ToolOutcome> RunEditedAsync(ToolCallContext context, BlobRef edited, CancellationToken cancellationToken) =>
        await RunAsync(context, await ReadArgumentsAsync(context.Run, edited, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>A call of which nobody knows how it ended: what its probe or the tool's handling finds is checked like any result.</summary>
    private async ValueTask<ToolOutcome> FindOutAsync(ToolCallContext context, CallState state, ToolOutcome outcome, CancellationToken cancellationToken) =>
        await CheckFoundAsync(
            context, state, await UnknownOutcomes.AfterExecutionAsync(context, outcome).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>What was promised when the call began counts, and what is promised now: the call may not have been as harmless to repeat as it was thought.</summary>
    private static bool MustAsk(ToolEffect intended, ToolEffect now) =>
        UnknownOutcomes.MustAsk(intended) || (intended != ToolEffect.ReadOnly && UnknownOutcomes.MustAsk(now));

    /// <summary>A result that is in the log, and that the checks behind the tool have not seen as far as anybody knows.</summary>
    private async ValueTask<ToolOutcome> CheckRecordedAsync(RunContext run, LoopCall call, ToolContract? contract, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        object? answer = await new RunReader(pipeline.Runtime).ReadAnswerAsync(run.Log.Run, call.State.Answer!, cancellationToken).ConfigureAwait(false);
        ToolOutcome recorded = call.State.Outcome == ToolOutcomeKind.Failed
            ? ToolOutcome.Failure(answer as string ?? "", value: answer)
            : ToolOutcome.Success(answer);
        if (contract is null)
        {
            // The tool is gone with a deployment, and with it what its results were held to.
            ToolOutcome withheld = recorded.WithValue(ToolMessages.Happened(call.Content.Name), ToolRefusalCodes.UnknownTool);
            ToolRecorder.Replace(run, call.Content.CallId, withheld);
            return withheld;
        }

        string key = IdempotencyKey.Of(run.RunId, call.State.ReplySequence, call.State.Ordinal);
        var context = new ToolCallContext(run, contract, call.Content.CallId, call.State.Turn, call.State.Ordinal, key);
        context.SetArguments(await IntendedArgumentsAsync(run, call, cancellationToken).ConfigureAwait(false));
        return await CheckAsync(context, call.State, recorded, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ToolOutcome> CheckFoundAsync(
        ToolCallContext context, CallState state, ToolOutcome outcome, CancellationToken cancellationToken)
    {
        if (!context.FoundResult)
            return outcome;
        ToolCallContext back = context.Anew();
        back.SetArguments(context.ArgumentValues);
        return await CheckAsync(back, state, outcome, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a result through the checks behind the tool, as if it had come out of it now. What cannot be checked is withheld.</summary>
    private async ValueTask<ToolOutcome> CheckAsync(
        ToolCallContext context, CallState state, ToolOutcome recorded, CancellationToken cancellationToken)
    {
        context.Recorded = recorded;
        ToolOutcome outcome;
        try
        {
            outcome = await pipeline.Back(context, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the run withholds it, or the next worker checks it.
            throw;
        }
        catch (Exception e) when (e is not RunStoreException and not RunRefusedException)
        {
            outcome = FailClosed(context, e);
        }
        finally
        {
            await CloseAsync(context).ConfigureAwait(false);
        }

        if (ReferenceEquals(outcome, recorded))
            state.LetPass();
        else
            ToolRecorder.Replace(context.Run, context.CallId, outcome);
        return outcome;
    }

    private async ValueTask<Dictionary<string, object?>> IntendedArgumentsAsync(RunContext run, LoopCall call, CancellationToken cancellationToken)
    {
        if (call.State.Intent?.Arguments is not { } reference)
            return ToolArguments.Copy(call.Content.Arguments);
        return await ReadArgumentsAsync(run, reference, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Dictionary<string, object?>> ReadArgumentsAsync(RunContext run, BlobRef reference, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> json = await new RunReader(pipeline.Runtime).ReadBlobAsync(run.Log.Run, reference, cancellationToken).ConfigureAwait(false);
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value.Clone(), StringComparer.Ordinal);
    }

    /// <summary>Runs a call whose contract is known. Shared with <see cref="GuardedFunction"/>.</summary>
    public async ValueTask<ToolOutcome> RunAsync(
        ToolCallContext context, IDictionary<string, object?>? arguments, CancellationToken cancellationToken)
    {
        ToolOutcome outcome;
        try
        {
            context.TakeArguments(ToolArguments.Copy(arguments));
            outcome = await pipeline.Tool(context, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.Intended && cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (context.Run.IsHandedOver)
        {
            throw;
        }
        catch (Exception e) when (e is not RunStoreException and not RunRefusedException)
        {
            outcome = FailClosed(context, e);
        }
        finally
        {
            await CloseAsync(context).ConfigureAwait(false);
        }

        ToolRecorder.Record(context.Run, context.CallId, context.Contract.Name, context, outcome);
        return outcome;
    }

    private ToolOutcome FailClosed(ToolCallContext context, Exception exception)
    {
        pipeline.Runtime.Logger.ToolLayerFailed(exception, context.Contract.Name, context.CallId, context.Run.RunId.Value);
        if (context.Recorded is { } recorded)
            return recorded.WithValue(ToolMessages.InvalidResult(context.Contract), ToolRefusalCodes.LayerFailed);
        return context.Intended
            ? ToolFailure.OfLayer(context, exception)
            : ToolOutcome.Refuse(ToolRefusalCodes.LayerFailed, ToolMessages.LayerFailed(context.Contract.Name), exception);
    }

    private ValueTask CloseAsync(ToolCallContext context)
    {
        if (context.Abandoned is not { } abandoned)
            return DisposeScopeAsync(context);

        // The tool is still at work with the scope's services: they go when it is over.
        _ = abandoned.ContinueWith(
            _ => DisposeScopeAsync(context).AsTask(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return default;
    }

    private async ValueTask DisposeScopeAsync(ToolCallContext context)
    {
        try
        {
            await context.DisposeScopeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The call has its outcome; services that cannot be disposed do not change it.
            pipeline.Runtime.Logger.ToolScopeFailed(e, context.Contract.Name, context.CallId, context.Run.RunId.Value);
        }
    }
}
