namespace Agentry.JsonSchema;

/// <summary>Says which value of an instance has no JSON form.</summary>
internal static class UnsupportedValues
{
    private const int MaxDepth = 256;

    private static readonly ProgramLimits Limits = new(new SchemaCompileOptions { MaxEvaluationSteps = 1_000_000 });

    /// <summary>The exception for the first such value in document order.</summary>
    public static ArgumentException Describe(ClrNode root, string parameterName)
    {
        var state = new EvaluationState(Limits);
        var (pointer, type) = Find(root, "", ref state, 0) ?? ("", "an unknown type");
        return new ArgumentException(
            $"The value at '{pointer}' is of type {type}, which has no JSON form here. Pass a JsonElement, JsonNode, string, bool, number, dictionary, list or null.",
            parameterName);
    }

    private static (string Pointer, string Type)? Find(ClrNode node, string pointer, ref EvaluationState state, int depth)
    {
        if (node.Kind == NodeKind.Unsupported) return (pointer, node.TypeName);
        if (depth > MaxDepth || !state.Spend(1)) return null;
        if (node.Kind == NodeKind.Array)
        {
            var index = 0;
            var items = node.GetItems();
            while (items.MoveNext())
            {
                if (Find(items.Value, JsonPointer.Append(pointer, index++), ref state, depth + 1) is { } found) return found;
            }
        }
        else if (node.Kind == NodeKind.Object)
        {
            var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
            var members = node.GetMembers();
            while (members.MoveNext())
            {
                var below = JsonPointer.Append(pointer, JsonText.ToText(members.GetName(ref buffer)));
                if (Find(members.Value, below, ref state, depth + 1) is { } found) return found;
            }
            buffer.Dispose();
        }
        return null;
    }
}
