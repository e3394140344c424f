using System.Text;

namespace Agentry.JsonSchema;

/// <summary>Writes what came as short JSON text; stops as soon as there is enough of it.</summary>
internal static class ActualText<TNode, TMembers, TItems>
    where TNode : struct, INode<TNode, TMembers, TItems>
    where TMembers : struct, IMembers<TNode>
    where TItems : struct, IItems<TNode>
{
    /// <summary>UTF-16 units, with the ellipsis.</summary>
    public const int MaxLength = 64;

    public static string Of(TNode node)
    {
        var output = new StringBuilder();
        Write(output, node);
        return ShortText.Cut(output.ToString(), MaxLength);
    }

    private static void Write(StringBuilder output, TNode node)
    {
        switch (node.Kind)
        {
            case NodeKind.Null: output.Append("null"); break;
            case NodeKind.Boolean: output.Append(node.IsTrue ? "true" : "false"); break;
            case NodeKind.Number:
                Span<byte> scratch = stackalloc byte[ClrNumber.MaxLength];
                output.Append(JsonText.ToText(ShortText.Cut(TNode.GetNumber(node, scratch), MaxLength)));
                break;
            case NodeKind.String: WriteText(output, node); break;
            case NodeKind.Array: WriteItems(output, node); break;
            case NodeKind.Object: WriteMembers(output, node); break;
            default: output.Append('?'); break;
        }
    }

    private static void WriteText(StringBuilder output, TNode node)
    {
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        output.Append(ShortText.Quote(JsonText.ToText(ShortText.Cut(TNode.GetText(node, ref buffer), MaxLength))));
        buffer.Dispose();
    }

    private static void WriteItems(StringBuilder output, TNode node)
    {
        output.Append('[');
        var start = output.Length;
        var items = node.GetItems();
        while (output.Length <= MaxLength && items.MoveNext())
        {
            if (output.Length > start) output.Append(',');
            Write(output, items.Value);
        }
        output.Append(']');
    }

    private static void WriteMembers(StringBuilder output, TNode node)
    {
        output.Append('{');
        var start = output.Length;
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var members = node.GetMembers();
        while (output.Length <= MaxLength && members.MoveNext())
        {
            if (output.Length > start) output.Append(',');
            output.Append(ShortText.Quote(JsonText.ToText(ShortText.Cut(members.GetName(ref buffer), MaxLength)))).Append(':');
            Write(output, members.Value);
        }
        buffer.Dispose();
        output.Append('}');
    }
}
