using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Honours the marker of Microsoft.Extensions.AI: a function in an <see cref="ApprovalRequiredAIFunction"/> waits for a person.</summary>
internal sealed class ApprovalMarkerLayer : IToolLayer
{
    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
        context.Contract.RequiresApproval
            ? new(ToolOutcome.Suspend(new Suspension
            {
                Kind = Suspension.Approval,
                CallId = context.CallId,
                Tool = context.Contract.Name,
                Message = ToolMessages.Waiting(context.Contract),
            }))
            : next(context, cancellationToken);
}
