using System.Buffers;

namespace Agentry.JsonSchema;

/// <summary>Writes one value in canonical form.</summary>
internal static class CanonicalWriter<TNode, TMembers, TItems>
    where TNode : struct, INode<TNode, TMembers, TItems>
    where TMembers : struct, IMembers<TNode>
    where TItems : struct, IItems<TNode>
{
    private const int FirstCapacity = 16;

    /// <summary>False when a value has no JSON form; what was written so far is then of no use.</summary>
    public static bool Write(IBufferWriter<byte> output, TNode node, int depth)
    {
        switch (node.Kind)
        {
            case NodeKind.Null:
                output.Write("null"u8);
                return true;
            case NodeKind.Boolean:
                output.Write(node.IsTrue ? "true"u8 : "false"u8);
                return true;
            case NodeKind.Number:
                Span<byte> scratch = stackalloc byte[ClrNumber.MaxLength];
                CanonicalNumber.Write(output, new JsonNumber(TNode.GetNumber(node, scratch)));
                return true;
            case NodeKind.String:
                WriteText(output, node);
                return true;
            case NodeKind.Array:
                RequireDepth(node, depth);
                return WriteItems(output, node, depth);
            case NodeKind.Object:
                RequireDepth(node, depth);
                return WriteMembers(output, node, depth);
            default:
                return false;
        }
    }

    private static void RequireDepth(TNode value, int depth)
    {
        if (depth >= CanonicalJson.MaxDepth) throw new ArgumentException($"The value is nested deeper than {CanonicalJson.MaxDepth} levels.", nameof(value));
    }

    private static void WriteText(IBufferWriter<byte> output, TNode node)
    {
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        CanonicalString.Write(output, TNode.GetText(node, ref buffer));
        buffer.Dispose();
    }

    private static bool WriteItems(IBufferWriter<byte> output, TNode node, int depth)
    {
        output.Write("["u8);
        var isFirst = true;
        var items = node.GetItems();
        while (items.MoveNext())
        {
            if (!isFirst) output.Write(","u8);
            isFirst = false;
            if (!Write(output, items.Value, depth + 1)) return false;
        }
        output.Write("]"u8);
        return true;
    }

    private static bool WriteMembers(IBufferWriter<byte> output, TNode node, int depth)
    {
        var entries = ArrayPool<MemberEntry<TNode>>.Shared.Rent(FirstCapacity);
        var names = ArrayPool<byte>.Shared.Rent(Utf8Buffer.StackSize);
        var count = 0;
        try
        {
            Collect(node, ref entries, ref names, ref count);
            MemberEntry<TNode>.Sort(entries.AsSpan(0, count), names);
            output.Write("{"u8);
            var isFirst = true;
            for (var i = 0; i < count; i++)
            {
                var name = entries[i].Name(names);
                if (i + 1 < count && name.SequenceEqual(entries[i + 1].Name(names))) continue;
                if (!isFirst) output.Write(","u8);
                isFirst = false;
                CanonicalString.Write(output, name);
                output.Write(":"u8);
                if (!Write(output, entries[i].Value, depth + 1)) return false;
            }
            output.Write("}"u8);
            return true;
        }
        finally
        {
            entries.AsSpan(0, count).Clear();
            ArrayPool<MemberEntry<TNode>>.Shared.Return(entries);
            ArrayPool<byte>.Shared.Return(names);
        }
    }

    private static void Collect(TNode node, ref MemberEntry<TNode>[] entries, ref byte[] names, ref int count)
    {
        var used = 0;
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var members = node.GetMembers();
        while (members.MoveNext())
        {
            var name = members.GetName(ref buffer);
            if (count == entries.Length) Grow(ref entries, count, count + 1);
            if (used + name.Length > names.Length) Grow(ref names, used, used + name.Length);
            name.CopyTo(names.AsSpan(used));
            entries[count] = new MemberEntry<TNode>(used, name.Length, count, members.Value);
            used += name.Length;
            count++;
        }
        buffer.Dispose();
    }

    private static void Grow<T>(ref T[] array, int used, int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, array.Length * 2));
        array.AsSpan(0, used).CopyTo(larger);
        array.AsSpan(0, used).Clear();
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
