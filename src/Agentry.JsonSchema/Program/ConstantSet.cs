using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>The values of <c>enum</c> or <c>const</c>, sorted by kind so that each instance is compared with few of them.</summary>
internal sealed class ConstantSet
{
    private readonly bool _hasNull;
    private readonly bool _hasTrue;
    private readonly bool _hasFalse;
    private readonly NumberConstant[] _numbers;
    private readonly int[] _numberHashes;
    private readonly JsonElement[] _composites;

    /// <summary>Takes elements that live as long as the program.</summary>
    public ConstantSet(IReadOnlyList<JsonElement> values)
    {
        Values = values;
        List<string> strings = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<NumberConstant> numbers = [];
        List<JsonElement> composites = [];
        foreach (var value in values)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Null: _hasNull = true; break;
                case JsonValueKind.True: _hasTrue = true; break;
                case JsonValueKind.False: _hasFalse = true; break;
                case JsonValueKind.Number: numbers.Add(new NumberConstant(JsonMarshal.GetRawUtf8Value(value).ToArray())); break;
                case JsonValueKind.String:
                    var text = SchemaText.Read(value);
                    if (seen.Add(text)) strings.Add(text);
                    break;
                default: composites.Add(value); break;
            }
        }
        Strings = new NameTable(strings);
        _numbers = [.. numbers.OrderBy(number => number.Value.GetHash())];
        _numberHashes = [.. _numbers.Select(number => number.Value.GetHash())];
        _composites = [.. composites];
    }

    /// <summary>All values, in the order of the schema.</summary>
    public IReadOnlyList<JsonElement> Values { get; }

    public NameTable Strings { get; }

    public bool HasComposites => _composites.Length > 0;

    public bool HasOnlyStrings => Strings.Count > 0 && !_hasNull && !_hasTrue && !_hasFalse && _numbers.Length + _composites.Length == 0;

    public bool Contains<TNode, TMembers, TItems>(scoped in TNode node, NodeKind kind, ref EvaluationState state, int depth)
        where TNode : struct, INode<TNode, TMembers, TItems>, allows ref struct
        where TMembers : struct, IMembers<TNode>
        where TItems : struct, IItems<TNode>
    {
        switch (kind)
        {
            case NodeKind.String: return node.FindText(Strings) >= 0;
            case NodeKind.Null: return _hasNull;
            case NodeKind.Boolean: return node.IsTrue ? _hasTrue : _hasFalse;
            case NodeKind.Number:
                Span<byte> scratch = stackalloc byte[ClrNumber.MaxLength];
                var number = TNode.GetNumber(node, scratch);
                return _numbers.Length > 0 && state.Admit(number) && ContainsNumber(new JsonNumber(number));
            default:
                foreach (var candidate in _composites)
                {
                    if (node.EqualsConstant(candidate, ref state, depth)) return true;
                }
                return false;
        }
    }

    private bool ContainsNumber(scoped JsonNumber number)
    {
        var hash = number.GetHash();
        var place = Array.BinarySearch(_numberHashes, hash);
        if (place < 0) return false;
        while (place > 0 && _numberHashes[place - 1] == hash) place--;
        for (; place < _numbers.Length && _numberHashes[place] == hash; place++)
        {
            if (JsonNumber.Compare(number, _numbers[place].Value) == 0) return true;
        }
        return false;
    }
}
