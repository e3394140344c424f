namespace Agentry;

/// <summary>A tool whose scopes the caller lacks answers exactly like one that does not exist.</summary>
internal sealed class PermissionLayer : IToolLayer
{
    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
        context.Contract.IsVisibleTo(context.Run.Caller)
            ? next(context, cancellationToken)
            : new(ToolOutcome.Refuse(ToolRefusalCodes.UnknownTool, RepairMessage.ForUnknownTool(context.Contract.Name, [])));
}
