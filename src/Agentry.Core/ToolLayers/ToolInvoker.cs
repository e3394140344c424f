using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The end of the tool pipeline: runs the function and turns what comes back into an outcome.</summary>
internal static class ToolInvoker
{
    public static async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, CancellationToken cancellationToken)
    {
        // A copy: what the tool does to its arguments must not be seen by the next attempt.
        var arguments = new AIFunctionArguments(new Dictionary<string, object?>(context.ArgumentValues, StringComparer.Ordinal))
        {
            Services = context.Services,
            Context = ContextOf(context),
        };
        if (!context.Run.Log.IsHeld && !await context.Run.Log.RenewAsync().ConfigureAwait(false))
        {
            context.Run.Cancellation.Cancel(ActiveRunLeases.LostReason);
            throw new OperationCanceledException("The lease on the run was lost before the tool began.");
        }

        context.Begun = true;
        context.Attempt++;
        object? value;
        try
        {
            // On a thread of the pool: a tool that blocks its thread must not block the run's limits with it.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            ToolCallContext? around = ToolCallContext.Current;
            ToolCallContext.Current = context;
            try
            {
                value = await context.Contract.Function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                ToolCallContext.Current = around;
            }
        }
        catch (Exception e)
        {
            return ToolFailure.AfterIntent(context, e);
        }

        try
        {
            return Read(context.Contract, value);
        }
        catch (Exception e)
        {
            return ToolFailure.Unreadable(context, e);
        }
    }

    private static Dictionary<object, object?> ContextOf(ToolCallContext context)
    {
        Dictionary<object, object?> values = context.ForeignArguments?.Context is { } foreign ? new(foreign) : new(1);
        values[typeof(ToolCallContext)] = context;
        return values;
    }

    private static ToolOutcome Read(ToolContract contract, object? value)
    {
        if (value is ToolOutcome outcome)
            return outcome.Kind == ToolOutcomeKind.Succeeded ? ToolOutcome.Success(Normalize(contract, outcome.Value)) : outcome;
        if (contract.FailsWhen is { } isFailure && isFailure(value))
            return ToolOutcome.Failure($"The call to {contract.Name} failed.", value: Normalize(contract, value));
        return ToolOutcome.Success(Normalize(contract, value));
    }

    private static object? Normalize(ToolContract contract, object? value) => value switch
    {
        null or string or JsonElement or AIContent or IEnumerable<AIContent> => value,
        _ => JsonSerializer.SerializeToElement(value, contract.Function.JsonSerializerOptions.GetTypeInfo(value.GetType())),
    };
}
