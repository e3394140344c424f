namespace Agentry;

/// <summary>Counts calls against the limits of the run and of every run above it.</summary>
internal sealed class CallLimitLayer : IToolLayer
{
    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
        context.Run.Meter.TakeToolCall(context.Contract.Name) is { } limit
            ? new(ToolOutcome.Refuse(ToolRefusalCodes.Limit, ToolMessages.Limit(context.Contract.Name, limit)))
            : next(context, cancellationToken);
}
