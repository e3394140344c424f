namespace Agentry;

/// <summary>Takes one proposed call through the tool pipeline and writes down what came of it.</summary>
internal sealed class ToolCallRunner(AgentPipeline pipeline)
{
    public async ValueTask<ToolOutcome> RunAsync(RunContext run, LoopCall call, CancellationToken cancellationToken)
    {
        ToolOutcome outcome;
        if (call.State is { Intent: { Effect: ToolEffect.NonIdempotent } intent, Suspended: null })
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcome = ToolRecorder.RecordInterrupted(run, intent);
        }
        else if (run.Loop.Tools.Find(call.Content.Name) is { } contract)
        {
            var context = new ToolCallContext(
                run, contract, call.Content.CallId, call.State.Turn, call.State.Ordinal, call.State.ReplySequence)
            {
                ArgumentsUnreadable = call.Content.Exception is not null,
            };
            outcome = await RunAsync(context, call.Content.Arguments, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcome = ToolOutcome.Refuse(
                ToolRefusalCodes.UnknownTool,
                RepairMessage.ForUnknownTool(call.Content.Name, run.Loop.Tools.All.Select(t => t.Name)));
            ToolRecorder.Record(run, call.Content.CallId, call.Content.Name, null, outcome);
        }

        await run.Updates.WriteAsync(new ToolFinishedUpdate(
            call.State.Turn, call.Content.CallId, call.Content.Name, outcome.Kind, outcome.Code, outcome.Answer)).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Runs a call whose contract is known. Shared with <see cref="GuardedFunction"/>.</summary>
    public async ValueTask<ToolOutcome> RunAsync(
        ToolCallContext context, IDictionary<string, object?>? arguments, CancellationToken cancellationToken)
    {
        ToolOutcome outcome;
        try
        {
            context.SetArguments(ToolArguments.Copy(arguments));
            outcome = await pipeline.Tool(context, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.Intended && cancellationToken.IsCancellationRequested)
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
