using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>A scalar token of a text that is being read.</summary>
internal readonly ref struct TokenNode(NodeKind kind, ReadOnlySpan<byte> raw, bool isTrue) : INode<TokenNode, NoMembers<TokenNode>, NoItems<TokenNode>>
{
    private readonly ReadOnlySpan<byte> _raw = raw;

    public NodeKind Kind { get; } = kind;

    public bool IsElement => false;

    public bool IsTrue { get; } = isTrue;

    public int Count => 0;

    public static bool IsInPlace => true;

    public static bool TryGetPlainText(TokenNode node, out ReadOnlySpan<byte> text)
    {
        text = node._raw;
        return !text.Contains((byte)'\\');
    }

    public static ReadOnlySpan<byte> GetNumber(TokenNode node, Span<byte> scratch) => node._raw;

    public static ReadOnlySpan<byte> GetText(TokenNode node, ref Utf8Buffer buffer)
    {
        if (!node._raw.Contains((byte)'\\')) return node._raw;
        var copy = buffer.Reserve(node._raw.Length);
        return copy[..JsonText.Unescape(node._raw, copy)];
    }

    public static bool AreTextsEqual(TokenNode left, TokenNode right) => false;

    public int FindText(NameTable names) => names.FindRaw(_raw);

    public bool TryGetMember(ReadOnlySpan<byte> name, out TokenNode value)
    {
        value = default;
        return false;
    }

    public ElementNode AsElement() => default;

    public NoMembers<TokenNode> GetMembers() => default;

    public NoItems<TokenNode> GetItems() => default;

    public bool HasUniqueItems(ref EvaluationState state, int depth) => true;

    public bool EqualsConstant(JsonElement constant, ref EvaluationState state, int depth) => false;
}
