using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A tool as a model sees it, and nothing more.</summary>
/// <remarks>
/// <see cref="AIFunction.AsDeclarationOnly"/> still hands out the function and its markers through <c>GetService</c>: a client below
/// us with a tool loop of its own could run the function, or turn its calls into approval requests.
/// </remarks>
internal sealed class ToolDeclaration(AIFunction function, bool asksAssessment) : AIFunctionDeclaration
{
    public override string Name { get; } = function.Name;

    public override string Description { get; } = function.Description;

    public override JsonElement JsonSchema { get; } = asksAssessment ? AssessmentChannel.AddTo(function.JsonSchema) : function.JsonSchema;

    public override JsonElement? ReturnJsonSchema { get; } = function.ReturnJsonSchema;

    public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } = function.AdditionalProperties;
}
