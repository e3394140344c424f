namespace Agentry;

/// <summary>A span and a duration around each tool call. With no listener it is not in the way: the call goes straight on.</summary>
internal sealed class ToolObserver(AgentTelemetry telemetry) : IToolLayer
{
    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
        telemetry.ObservesTools ? ObservedAsync(context, next, cancellationToken) : next(context, cancellationToken);

    private async ValueTask<ToolOutcome> ObservedAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        var operation = new ToolOperation(telemetry, context);
        ToolOutcome outcome;
        try
        {
            outcome = await next(context, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            operation.Cancelled();
            throw;
        }
        catch (Exception)
        {
            operation.LayerFailed();
            throw;
        }

        operation.Ended(outcome);
        return outcome;
    }
}
