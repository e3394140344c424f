using System.Text.Json;

namespace Agentry.JsonSchema.Tests;

/// <summary>The verdict that a program gives node by node, which a parsed value otherwise gets only where its text does not say.</summary>
internal static class NodeCheck
{
    public static bool IsValid(CompiledSchema schema, JsonElement element)
    {
        var node = new ElementNode(element);
        var state = new EvaluationState(schema.Program.Limits) { CanScan = false };
        return state.AdmitBytes(node.RawText.Length)
            && new Evaluator<ElementNode, ElementMembers, ElementItems>(schema.Program, ref state).Run(schema.Program.Root, node, 0)
            && !state.HasFault;
    }
}
