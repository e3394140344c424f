using System.Text.Json;
using Agentry.JsonSchema;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Withholds a result that is not what the tool declares. The outcome is in the log already: nothing runs again.</summary>
internal sealed class ResultContractLayer : IToolLayer
{
    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
        context.Contract.ResultSchema is { } schema ? CheckAsync(context, schema, next, cancellationToken) : next(context, cancellationToken);

    private static async ValueTask<ToolOutcome> CheckAsync(ToolCallContext context, CompiledSchema schema, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        ToolOutcome outcome = await next(context, cancellationToken).ConfigureAwait(false);
        return outcome.Kind != ToolOutcomeKind.Succeeded || Fits(schema, outcome.Value)
            ? outcome
            : outcome.WithValue(ToolMessages.InvalidResult(context.Contract), ToolRefusalCodes.InvalidResult);
    }

    private static bool Fits(CompiledSchema schema, object? value) => value switch
    {
        JsonElement element => schema.IsValid(element),

        // Contents of Microsoft.Extensions.AI (images, data) are not JSON: a result schema says nothing about them.
        AIContent or IEnumerable<AIContent> => true,
        string text => schema.IsValid(JsonSerializer.SerializeToElement(text, ScalarJson.Default.String)),
        _ => schema.IsValid(ToolArguments.ToElement(value)),
    };
}
