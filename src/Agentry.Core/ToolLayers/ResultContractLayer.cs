using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Withholds a result that is not what the tool declares. The outcome is in the log already: nothing runs again.</summary>
internal sealed class ResultContractLayer : IToolLayer
{
    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        ToolOutcome outcome = await next(context, cancellationToken).ConfigureAwait(false);
        return outcome.Kind != ToolOutcomeKind.Succeeded || context.Contract.ResultCheck is not { } schema || Fits(schema, outcome.Value)
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
