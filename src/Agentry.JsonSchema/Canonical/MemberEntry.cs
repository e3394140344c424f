using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>A member on its way into sorted order; its name lies in a shared array.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct MemberEntry<TNode>(int start, int length, int order, TNode value)
{
    private const int InsertionLimit = 32;

    private readonly int _start = start;
    private readonly int _length = length;
    private readonly int _order = order;

    public TNode Value { get; } = value;

    public ReadOnlySpan<byte> Name(byte[] names) => names.AsSpan(_start, _length);

    /// <summary>Sorts by name, members of the same name in document order.</summary>
    public static void Sort(Span<MemberEntry<TNode>> entries, byte[] names)
    {
        if (entries.Length > InsertionLimit)
        {
            SortMany(entries, names);
            return;
        }

        for (var i = 1; i < entries.Length; i++)
        {
            var moving = entries[i];
            var place = i;
            for (; place > 0 && Compare(entries[place - 1], moving, names) > 0; place--) entries[place] = entries[place - 1];
            entries[place] = moving;
        }
    }

    // Apart, because a method with a closure allocates it on entry.
    private static void SortMany(Span<MemberEntry<TNode>> entries, byte[] names) =>
        entries.Sort((left, right) => Compare(left, right, names));

    private static int Compare(in MemberEntry<TNode> left, in MemberEntry<TNode> right, byte[] names)
    {
        var order = CompareUtf16(left.Name(names), right.Name(names));
        return order != 0 ? order : left._order.CompareTo(right._order);
    }

    // UTF-8 sorts by code point; UTF-16 puts surrogates, which stand for lead bytes from F0 on, before U+E000, which starts with EE.
    private static int CompareUtf16(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length) return left.Length.CompareTo(right.Length);
        byte a = left[common], b = right[common];
        if (a >= 0xEE && b >= 0xEE && (a >= 0xF0) != (b >= 0xF0)) return a >= 0xF0 ? -1 : 1;
        return a.CompareTo(b);
    }
}
