using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>A value of a parsed document.</summary>
internal readonly struct ElementNode(JsonElement element) : INode<ElementNode, ElementMembers, ElementItems>
{
    private readonly JsonElement _element = element;

    public NodeKind Kind => KindOf(_element);

    /// <summary>The text of the value as it stands in its document.</summary>
    public ReadOnlySpan<byte> RawText => JsonMarshal.GetRawUtf8Value(_element);

    public bool IsElement => false;

    public bool IsTrue => _element.ValueKind == JsonValueKind.True;

    public int Count => _element.ValueKind == JsonValueKind.Array ? _element.GetArrayLength() : _element.GetPropertyCount();

    public static NodeKind KindOf(JsonElement element) => (NodeKind)Kinds[(int)element.ValueKind];

    // In the order of JsonValueKind.
    private static ReadOnlySpan<byte> Kinds =>
    [
        (byte)NodeKind.Unsupported, (byte)NodeKind.Object, (byte)NodeKind.Array, (byte)NodeKind.String,
        (byte)NodeKind.Number, (byte)NodeKind.Boolean, (byte)NodeKind.Boolean, (byte)NodeKind.Null,
    ];

    public static bool IsInPlace => true;

    public static bool TryGetPlainText(ElementNode node, out ReadOnlySpan<byte> text)
    {
        text = JsonMarshal.GetRawUtf8Value(node._element)[1..^1];
        return !text.Contains((byte)'\\');
    }

    public static ReadOnlySpan<byte> GetNumber(ElementNode node, Span<byte> scratch) => JsonMarshal.GetRawUtf8Value(node._element);

    public static ReadOnlySpan<byte> GetText(ElementNode node, ref Utf8Buffer buffer)
    {
        var raw = JsonMarshal.GetRawUtf8Value(node._element)[1..^1];
        if (!raw.Contains((byte)'\\')) return raw;
        var copy = buffer.Reserve(raw.Length);
        return copy[..JsonText.Unescape(raw, copy)];
    }

    public static bool AreTextsEqual(ElementNode left, ElementNode right)
    {
        // The same text may be written with other escapes, but not without any.
        var first = JsonMarshal.GetRawUtf8Value(left._element);
        var second = JsonMarshal.GetRawUtf8Value(right._element);
        if (first.SequenceEqual(second)) return true;
        return (first.Contains((byte)'\\') || second.Contains((byte)'\\')) && TextEquality<ElementNode, ElementMembers, ElementItems>.AreEqual(left, right);
    }

    public int FindText(NameTable names) => names.FindRaw(JsonMarshal.GetRawUtf8Value(_element)[1..^1]);

    public bool TryGetMember(ReadOnlySpan<byte> name, out ElementNode value)
    {
        var found = _element.TryGetProperty(name, out var member);
        value = new ElementNode(member);
        return found;
    }

    public ElementNode AsElement() => this;

    public ElementMembers GetMembers() => new(_element);

    public ElementItems GetItems() => new(_element);

    public bool HasUniqueItems(ref EvaluationState state, int depth) =>
        Uniqueness<ElementNode, ElementMembers, ElementItems>.Check(this, ref state, depth);

    public bool EqualsConstant(JsonElement constant, ref EvaluationState state, int depth) =>
        NodeEquality<ElementNode, ElementMembers, ElementItems>.AreEqual(this, new ElementNode(constant), ref state, depth);
}
