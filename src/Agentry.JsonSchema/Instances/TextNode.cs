using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>The name of a member, seen as a string value: the instance that <c>propertyNames</c> speaks about.</summary>
internal readonly ref struct TextNode(ReadOnlySpan<byte> text) : INode<TextNode, NoMembers<TextNode>, NoItems<TextNode>>
{
    private readonly ReadOnlySpan<byte> _text = text;

    public NodeKind Kind => NodeKind.String;

    public bool IsElement => false;

    public bool IsTrue => false;

    public int Count => 0;

    public static bool IsInPlace => true;

    public static bool TryGetPlainText(TextNode node, out ReadOnlySpan<byte> text)
    {
        text = node._text;
        return true;
    }

    public static ReadOnlySpan<byte> GetNumber(TextNode node, Span<byte> scratch) => default;

    public static ReadOnlySpan<byte> GetText(TextNode node, ref Utf8Buffer buffer) => node._text;

    public static bool AreTextsEqual(TextNode left, TextNode right) => false;

    public int FindText(NameTable names) => names.Find(_text);

    public bool TryGetMember(ReadOnlySpan<byte> name, out TextNode value)
    {
        value = default;
        return false;
    }

    public ElementNode AsElement() => default;

    public NoMembers<TextNode> GetMembers() => default;

    public NoItems<TextNode> GetItems() => default;

    public bool HasUniqueItems(ref EvaluationState state, int depth) => true;

    // Strings are compared through the name table of the constants.
    public bool EqualsConstant(JsonElement constant, ref EvaluationState state, int depth) => false;
}
