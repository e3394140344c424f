using System.Buffers;
using System.Numerics;

namespace Agentry.JsonSchema;

/// <summary>Looks for two equal items in an array: pair by pair in short ones, by hash in long ones.</summary>
internal static class Uniqueness<TNode, TMembers, TItems>
    where TNode : struct, INode<TNode, TMembers, TItems>
    where TMembers : struct, IMembers<TNode>
    where TItems : struct, IItems<TNode>
{
    /// <summary>False when two items are equal.</summary>
    public static bool Check(TNode array, ref EvaluationState state, int depth) => FindDuplicate(array, ref state, depth) is null;

    /// <summary>The indexes of two equal items, or null.</summary>
    public static (int First, int Second)? FindDuplicate(TNode array, ref EvaluationState state, int depth)
    {
        var capacity = array.Count;
        if (capacity < 2) return null;
        if (capacity <= NodeRow<TNode>.Length)
        {
            var row = default(NodeRow<TNode>);
            return ComparePairs(Fill(array, row), ref state, depth);
        }
        var nodes = ArrayPool<TNode>.Shared.Rent(capacity);
        try
        {
            return CompareHashes(Fill(array, nodes.AsSpan(0, capacity)), ref state, depth);
        }
        finally
        {
            ArrayPool<TNode>.Shared.Return(nodes, clearArray: true);
        }
    }

    // A sequence may give fewer items than it counted.
    private static Span<TNode> Fill(TNode array, Span<TNode> nodes)
    {
        var count = 0;
        var items = array.GetItems();
        while (count < nodes.Length && items.MoveNext()) nodes[count++] = items.Value;
        return nodes[..count];
    }

    private static (int First, int Second)? ComparePairs(ReadOnlySpan<TNode> nodes, ref EvaluationState state, int depth)
    {
        for (var second = 1; second < nodes.Length; second++)
        {
            for (var first = 0; first < second; first++)
            {
                if (AreEqual(nodes[first], nodes[second], ref state, depth)) return (first, second);
            }
        }
        return null;
    }

    private static (int First, int Second)? CompareHashes(ReadOnlySpan<TNode> nodes, ref EvaluationState state, int depth)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)nodes.Length * 2);
        var slots = ArrayPool<int>.Shared.Rent(size * 2);
        try
        {
            // Each slot is an index plus one, and beside it the hash.
            slots.AsSpan(0, size * 2).Clear();
            for (var second = 0; second < nodes.Length; second++)
            {
                var hash = NodeHash<TNode, TMembers, TItems>.Of(nodes[second]);
                var slot = (hash ^ (hash >>> 16)) & (size - 1);
                for (; slots[slot * 2] != 0; slot = (slot + 1) & (size - 1))
                {
                    var first = slots[slot * 2] - 1;
                    if (slots[(slot * 2) + 1] == hash && AreEqual(nodes[first], nodes[second], ref state, depth)) return (first, second);
                }
                slots[slot * 2] = second + 1;
                slots[(slot * 2) + 1] = hash;
            }
            return null;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(slots);
        }
    }

    // After a fault nothing more is compared, and the answer no longer matters.
    private static bool AreEqual(TNode first, TNode second, ref EvaluationState state, int depth) =>
        state.HasFault || NodeEquality<TNode, TMembers, TItems>.AreEqual(first, second, ref state, depth + 1);
}
