using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentry.JsonSchema;

/// <summary>Members of a dictionary, of a <see cref="JsonObject"/>, or of an element among CLR values.</summary>
internal struct ClrMembers : IMembers<ClrNode>
{
    private readonly Source _source;
    private Dictionary<string, object?>.Enumerator _dictionary;
    private JsonElement.ObjectEnumerator _element;
    private readonly IEnumerator<KeyValuePair<string, object?>>? _pairs;
    private readonly IEnumerator<KeyValuePair<string, JsonNode?>>? _nodes;

    public ClrMembers(JsonElement element)
    {
        _source = Source.Element;
        _element = element.EnumerateObject();
    }

    public ClrMembers(object value)
    {
        if (value is Dictionary<string, object?> dictionary)
        {
            _source = Source.Dictionary;
            _dictionary = dictionary.GetEnumerator();
        }
        else if (value is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            _source = Source.Pairs;
            _pairs = pairs.GetEnumerator();
        }
        else
        {
            _source = Source.Nodes;
            _nodes = ((IEnumerable<KeyValuePair<string, JsonNode?>>)value).GetEnumerator();
        }
    }

    private enum Source : byte
    {
        Dictionary,
        Pairs,
        Nodes,
        Element,
    }

    public readonly ClrNode Value => _source switch
    {
        Source.Dictionary => ClrNode.From(_dictionary.Current.Value),
        Source.Pairs => ClrNode.From(_pairs!.Current.Value),
        Source.Nodes => ClrNode.From((object?)_nodes!.Current.Value),
        _ => ClrNode.From(_element.Current.Value),
    };

    private readonly string Name => _source switch
    {
        Source.Dictionary => _dictionary.Current.Key,
        Source.Pairs => _pairs!.Current.Key,
        _ => _nodes!.Current.Key,
    };

    public bool MoveNext() => _source switch
    {
        Source.Dictionary => _dictionary.MoveNext(),
        Source.Pairs => _pairs!.MoveNext(),
        Source.Nodes => _nodes!.MoveNext(),
        _ => _element.MoveNext(),
    };

    public readonly int FindName(NameTable names, int expected) => _source == Source.Element
        ? names.FindRaw(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8PropertyName(_element.Current), expected)
        : names.Find(Name, expected);

    public readonly ReadOnlySpan<byte> GetName(ref Utf8Buffer buffer)
    {
        if (_source == Source.Element)
        {
            var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8PropertyName(_element.Current);
            if (!raw.Contains((byte)'\\')) return raw;
            var copy = buffer.Reserve(raw.Length);
            return copy[..JsonText.Unescape(raw, copy)];
        }

        var name = Name;
        var utf8 = buffer.Reserve(JsonText.MaxBytes(name.Length));
        return utf8[..JsonText.Encode(name, utf8)];
    }
}
