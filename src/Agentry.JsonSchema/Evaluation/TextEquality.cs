namespace Agentry.JsonSchema;

/// <summary>Equality of strings, whatever they are escaped or encoded as.</summary>
internal static class TextEquality<TNode, TMembers, TItems>
    where TNode : struct, INode<TNode, TMembers, TItems>
    where TMembers : struct, IMembers<TNode>
    where TItems : struct, IItems<TNode>
{
    public static bool AreEqual(TNode left, TNode right)
    {
        var first = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var second = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            return TNode.GetText(left, ref first).SequenceEqual(TNode.GetText(right, ref second));
        }
        finally
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
