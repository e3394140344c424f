namespace Agentry;

/// <summary>Lets through only arguments that fit the schema, and checks again whatever a later layer rewrites.</summary>
internal sealed class ContractLayer : IToolLayer
{
    /// <summary>Rewrites of one call; layers that keep rewriting each other's work must not go on for ever.</summary>
    private const int MaxPasses = 5;

    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        if (context.ArgumentsUnreadable)
        {
            return ToolOutcome.Refuse(
                ToolRefusalCodes.UnreadableArguments,
                context.ArgumentsBroken
                    ? RepairMessage.ForBrokenArguments(context.Contract.Name)
                    : RepairMessage.ForUnreadableArguments(context.Contract.Name));
        }

        for (int pass = 0; pass < MaxPasses; pass++)
        {
            CheckedSchema schema = context.Contract.ArgumentsCheck;
            if (!schema.Fits(context.ArgumentValues) && !Coerces(context))
            {
                return ToolOutcome.Refuse(
                    ToolRefusalCodes.InvalidArguments,
                    RepairMessage.ForArguments(
                        context.Contract.Name,
                        schema.Problems(context.ArgumentValues, RepairMessage.ProblemsAsked),
                        Redaction.Of(context.Run, context.ArgumentValues)));
            }

            context.CheckedHash = context.ArgumentsHash;
            ToolOutcome outcome = await next(context, cancellationToken).ConfigureAwait(false);
            if (!ReferenceEquals(outcome, ToolOutcome.Rewritten))
                return outcome;
            if (context.Intended)
                throw new InvalidOperationException($"The arguments of {context.Contract.Name} were rewritten after the call had run.");
        }

        return ToolOutcome.Rewritten;
    }

    private static bool Coerces(ToolCallContext context)
    {
        if (ArgumentCoercer.Coerce(context.Contract, context.ArgumentValues) is not { } coerced)
            return false;
        context.Rewrite(coerced.Arguments);
        context.Run.Log.Append(
            new ArgumentsCoerced
            {
                CallId = context.CallId,
                Tool = context.Contract.Name,
                Changes = ContractSchema.WithoutUndeclaredNames(context.Contract.Function.JsonSchema, coerced.Changes),
            },
            Actors.Agentry);
        return true;
    }
}
