namespace Agentry;

/// <summary>
/// Refuses what could be a second effect: a call like one of this run of which nobody knows whether its effect happened. A model that was told so
/// may propose it again, and under its new key no system behind the tool would recognise it.
/// </summary>
/// <remarks>
/// In <see cref="ToolStage.Policy"/>, where the arguments are the ones that would be used, and before a person is asked. Tools that may be repeated
/// pass, and so does a call whose like is known to have failed.
/// </remarks>
internal sealed class DuplicateGuardLayer : IToolLayer
{
    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return context.Contract is { AllowRepeatAfterUnknown: false, Effect: ToolEffect.NonIdempotent or ToolEffect.Keyed }
        && context.Run.Log.HasUnknownLike(context.Contract.Name, context.ArgumentsHash, context.IdempotencyKey)
            ? new(ToolOutcome.Refuse(ToolRefusalCodes.DuplicateOfUnknown, ToolMessages.DuplicateOfUnknown(context.Contract.Name)))
            : next(context, cancellationToken);
    }
}
