using System.Collections;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Items of a CLR list or sequence, or of an element among CLR values.</summary>
internal struct ClrItems : IItems<ClrNode>
{
    private readonly IReadOnlyList<object?>? _list;
    private readonly IEnumerator? _sequence;
    private JsonElement.ArrayEnumerator _element;
    private int _index = -1;

    public ClrItems(JsonElement element) => _element = element.EnumerateArray();

    public ClrItems(object value)
    {
        if (value is IReadOnlyList<object?> list) _list = list;
        else _sequence = ((IEnumerable)value).GetEnumerator();
    }

    public readonly ClrNode Value =>
        _list is not null ? ClrNode.From(_list[_index])
        : _sequence is not null ? ClrNode.From(_sequence.Current)
        : ClrNode.From(_element.Current);

    public bool MoveNext() =>
        _list is not null ? ++_index < _list.Count
        : _sequence is not null ? _sequence.MoveNext()
        : _element.MoveNext();
}
