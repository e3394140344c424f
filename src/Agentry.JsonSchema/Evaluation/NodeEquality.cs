namespace Agentry.JsonSchema;

/// <summary>Equality of JSON values: numbers by value, objects without regard to order.</summary>
internal static class NodeEquality<TNode, TMembers, TItems>
    where TNode : struct, INode<TNode, TMembers, TItems>
    where TMembers : struct, IMembers<TNode>
    where TItems : struct, IItems<TNode>
{
    private const int MaxDepth = 256;

    public static bool AreEqual(TNode left, TNode right, ref EvaluationState state, int depth)
    {
        var kind = left.Kind;
        if (!state.Spend(1)) return false;
        if (kind == NodeKind.Unsupported) return state.Fail(EvaluationFault.UnsupportedValue);
        if (kind != right.Kind) return right.Kind == NodeKind.Unsupported && state.Fail(EvaluationFault.UnsupportedValue);
        if (depth > MaxDepth) return state.Fail(EvaluationFault.TooDeep);
        return kind switch
        {
            NodeKind.Null => true,
            NodeKind.Boolean => left.IsTrue == right.IsTrue,
            NodeKind.Number => AreNumbersEqual(left, right),
            NodeKind.String => TNode.AreTextsEqual(left, right),
            NodeKind.Array => AreArraysEqual(left, right, ref state, depth),
            _ => left.Count == right.Count && AreMembersEqual(left, right, ref state, depth),
        };
    }

    private static bool AreNumbersEqual(TNode left, TNode right)
    {
        Span<byte> first = stackalloc byte[ClrNumber.MaxLength];
        Span<byte> second = stackalloc byte[ClrNumber.MaxLength];
        return JsonNumber.Compare(new JsonNumber(TNode.GetNumber(left, first)), new JsonNumber(TNode.GetNumber(right, second))) == 0;
    }

    private static bool AreArraysEqual(TNode left, TNode right, ref EvaluationState state, int depth)
    {
        if (left.Count != right.Count) return false;
        var first = left.GetItems();
        var second = right.GetItems();
        while (first.MoveNext() && second.MoveNext())
        {
            if (!AreEqual(first.Value, second.Value, ref state, depth + 1)) return false;
        }
        return true;
    }

    // Looking a name up is linear: wide objects pay for it.
    private static bool AreMembersEqual(TNode left, TNode right, ref EvaluationState state, int depth)
    {
        var lookup = 1 + (right.Count / 8);
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            var members = left.GetMembers();
            while (members.MoveNext())
            {
                if (!state.Spend(lookup) || !right.TryGetMember(members.GetName(ref buffer), out var other)) return false;
                if (!AreEqual(members.Value, other, ref state, depth + 1)) return false;
            }

            // Where names repeat, equal counts do not yet mean equal names.
            members = right.GetMembers();
            while (members.MoveNext())
            {
                if (!state.Spend(lookup) || !left.TryGetMember(members.GetName(ref buffer), out _)) return false;
            }
            return true;
        }
        finally
        {
            buffer.Dispose();
        }
    }
}
