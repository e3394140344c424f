namespace Agentry.JsonSchema;

/// <summary>A hash that agrees with <see cref="NodeEquality{TNode, TMembers, TItems}"/>.</summary>
internal static class NodeHash<TNode, TMembers, TItems>
    where TNode : struct, INode<TNode, TMembers, TItems>
    where TMembers : struct, IMembers<TNode>
    where TItems : struct, IItems<TNode>
{
    // Equality looks at everything; the hash only has to spread.
    private const int MaxDepth = 8;

    public static int Of(TNode node, int depth = 0)
    {
        var kind = node.Kind;
        switch (kind)
        {
            case NodeKind.Boolean: return node.IsTrue ? 1 : 2;
            case NodeKind.Number: return OfNumber(node);
            case NodeKind.String: return OfText(node);
            case NodeKind.Array: return depth > MaxDepth ? 3 : OfItems(node, depth);
            case NodeKind.Object: return depth > MaxDepth ? 4 : OfMembers(node, depth);
            default: return (int)kind;
        }
    }

    private static int OfNumber(TNode node)
    {
        Span<byte> scratch = stackalloc byte[ClrNumber.MaxLength];
        return new JsonNumber(TNode.GetNumber(node, scratch)).GetHash();
    }

    private static int OfText(TNode node)
    {
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var hash = new HashCode();
        hash.AddBytes(TNode.GetText(node, ref buffer));
        buffer.Dispose();
        return hash.ToHashCode();
    }

    private static int OfItems(TNode node, int depth)
    {
        var hash = new HashCode();
        var items = node.GetItems();
        while (items.MoveNext()) hash.Add(Of(items.Value, depth + 1));
        return hash.ToHashCode();
    }

    // Added up, so that order does not matter.
    private static int OfMembers(TNode node, int depth)
    {
        var sum = node.Count;
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var members = node.GetMembers();
        while (members.MoveNext())
        {
            var hash = new HashCode();
            hash.AddBytes(members.GetName(ref buffer));
            hash.Add(Of(members.Value, depth + 1));
            sum = unchecked(sum + hash.ToHashCode());
        }
        buffer.Dispose();
        return sum;
    }
}
