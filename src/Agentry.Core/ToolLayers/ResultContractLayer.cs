using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Withholds a result that is not what the tool declares. The outcome is in the log already: nothing runs again.</summary>
internal sealed class ResultContractLayer : IToolLayer
{
    public ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken) =>
        context.Contract.ResultCheck is { } schema ? CheckAsync(context, schema, next, cancellationToken) : next(context, cancellationToken);

    private static async ValueTask<ToolOutcome> CheckAsync(ToolCallContext context, CheckedSchema schema, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        ToolOutcome outcome = await next(context, cancellationToken).ConfigureAwait(false);
        return outcome.Kind != ToolOutcomeKind.Succeeded || Fits(schema, outcome.Value)
            ? outcome
            : outcome.WithValue(ToolMessages.InvalidResult(context.Contract), ToolRefusalCodes.InvalidResult);
    }

    private static bool Fits(CheckedSchema schema, object? value) => value switch
    {
        JsonElement element => schema.Fits(element),

        // Contents of Microsoft.Extensions.AI (images, data) are not JSON: a result schema says nothing about them.
        AIContent or IEnumerable<AIContent> => true,
        string text => schema.Fits(JsonSerializer.SerializeToElement(text, ScalarJson.Default.String)),
        _ => schema.Fits(ToolArguments.ToElement(value)),
    };
}
