using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentry.JsonSchema;

/// <summary>
/// A CLR value as Microsoft.Extensions.AI hands tool arguments over. Elements and nodes may stand anywhere below; each is looked at
/// in place.
/// </summary>
internal readonly struct ClrNode : INode<ClrNode, ClrMembers, ClrItems>
{
    private readonly object? _value;
    private readonly JsonElement _element;

    private ClrNode(NodeKind kind, object? value)
    {
        Kind = kind;
        _value = value;
    }

    private ClrNode(JsonElement element)
    {
        Kind = ElementNode.KindOf(element);
        _element = element;
    }

    public NodeKind Kind { get; }

    public bool IsElement => _value is null && Kind != NodeKind.Null && Kind != NodeKind.Unsupported;

    public bool IsTrue => _value is bool flag ? flag : _element.ValueKind == JsonValueKind.True;

    /// <summary>The CLR type behind the node, for messages.</summary>
    public string TypeName => _value?.GetType().FullName ?? (_element.ValueKind == JsonValueKind.Undefined ? "an undefined JsonElement" : "JsonElement");

    public int Count => _value switch
    {
        null => new ElementNode(_element).Count,
        ICollection<KeyValuePair<string, object?>> members => members.Count,
        IReadOnlyCollection<KeyValuePair<string, object?>> members => members.Count,
        JsonObject node => node.Count,
        ICollection items => items.Count,
        IReadOnlyCollection<object?> items => items.Count,
        IEnumerable<object?> items => items.Count(),
        _ => 0,
    };

    public static ClrNode From(JsonElement element) => new(element);

    public static ClrNode From(IDictionary<string, object?> members) => new(NodeKind.Object, members);

    public static ClrNode From(object? value) => value switch
    {
        null => new(NodeKind.Null, null),
        JsonElement element => new(element),
        string => new(NodeKind.String, value),
        bool => new(NodeKind.Boolean, value),
        IDictionary<string, object?> or IReadOnlyDictionary<string, object?> => new(NodeKind.Object, value),
        JsonNode node => From(node),
        _ when ClrNumber.IsNumber(value) => new(NodeKind.Number, value),
        byte[] => new(NodeKind.Unsupported, value),
        IEnumerable<object?> or IList => new(NodeKind.Array, value),
        JsonDocument document => new(document.RootElement),
        _ => new(NodeKind.Unsupported, value),
    };

    public static bool IsInPlace => false;

    public static bool TryGetPlainText(ClrNode node, out ReadOnlySpan<byte> text)
    {
        text = default;
        return false;
    }

    public static ReadOnlySpan<byte> GetNumber(ClrNode node, Span<byte> scratch) => node._value is null
        ? ElementNode.GetNumber(new ElementNode(node._element), scratch)
        : scratch[..ClrNumber.Format(node._value, scratch)];

    public static ReadOnlySpan<byte> GetText(ClrNode node, ref Utf8Buffer buffer)
    {
        if (node._value is not string text) return ElementNode.GetText(new ElementNode(node._element), ref buffer);
        var utf8 = buffer.Reserve(JsonText.MaxBytes(text.Length));
        return utf8[..JsonText.Encode(text, utf8)];
    }

    public static bool AreTextsEqual(ClrNode left, ClrNode right) => TextEquality<ClrNode, ClrMembers, ClrItems>.AreEqual(left, right);

    public int FindText(NameTable names) => _value is string text ? names.Find(text) : new ElementNode(_element).FindText(names);

    public bool TryGetMember(ReadOnlySpan<byte> name, out ClrNode value)
    {
        if (_value is null)
        {
            var found = new ElementNode(_element).TryGetMember(name, out _);
            value = found ? From(_element.GetProperty(name)) : default;
            return found;
        }

        // Dictionaries may compare names by their own rules; JSON names are exact, so a hit is looked for by walking.
        var members = GetMembers();
        value = default;
        var any = false;
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        while (members.MoveNext())
        {
            if (!members.GetName(ref buffer).SequenceEqual(name)) continue;
            value = members.Value;
            any = true;
        }
        buffer.Dispose();
        return any;
    }

    public ElementNode AsElement() => new(_element);

    public ClrMembers GetMembers() => _value is null ? new ClrMembers(_element) : new ClrMembers(_value);

    public ClrItems GetItems() => _value is null ? new ClrItems(_element) : new ClrItems(_value);

    public bool HasUniqueItems(ref EvaluationState state, int depth) =>
        Uniqueness<ClrNode, ClrMembers, ClrItems>.Check(this, ref state, depth);

    public bool EqualsConstant(JsonElement constant, ref EvaluationState state, int depth) =>
        NodeEquality<ClrNode, ClrMembers, ClrItems>.AreEqual(this, From(constant), ref state, depth);

    private static ClrNode From(JsonNode node)
    {
        if (node is JsonObject) return new(NodeKind.Object, node);
        if (node is JsonArray) return new(NodeKind.Array, node);
        var value = (JsonValue)node;
        if (value.TryGetValue(out JsonElement element)) return new(element);
        if (value.TryGetValue(out string? text)) return new(NodeKind.String, text);
        if (value.TryGetValue(out bool flag)) return new(NodeKind.Boolean, flag);
        if (value.GetValueKind() is JsonValueKind.Object or JsonValueKind.Array) return new(NodeKind.Unsupported, node);

        // A date, a Guid or a number type of its own: only its JSON text says what it is.
        using var document = JsonDocument.Parse(value.ToJsonString());
        return new(document.RootElement.Clone());
    }
}
