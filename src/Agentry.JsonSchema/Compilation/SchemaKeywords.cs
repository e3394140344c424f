using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>The keywords of one schema object, read with the checks that the metaschema would make.</summary>
internal sealed class SchemaKeywords(int maxNumberLength)
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    public string Pointer { get; private set; } = "";

    /// <summary>Turns to another schema. Keywords that its draft or vocabularies do not know are left out.</summary>
    public void Load(SchemaPlace place)
    {
        _values.Clear();
        Pointer = place.Location;
        var (dialect, vocabularies) = place.Resource.Rules;
        foreach (var member in place.Schema.EnumerateObject())
        {
            var name = SchemaText.ReadName(member);
            if (!KeywordNames.Counts(name, dialect, vocabularies)) continue;
            if (!_values.TryAdd(name, member.Value)) throw Refuse(name, $"'{name}' is given twice. Keep one of them.");
        }
    }

    public bool Has(string keyword) => _values.ContainsKey(keyword);

    public bool TryGet(string keyword, out JsonElement value) => _values.TryGetValue(keyword, out value);

    public string PointerTo(string keyword) => JsonPointer.Append(Pointer, keyword);

    public string PointerTo(string keyword, string name) => JsonPointer.Append(PointerTo(keyword), name);

    public string PointerTo(string keyword, int index) => JsonPointer.Append(PointerTo(keyword), index);

    public SchemaCompileException Refuse(string keyword, string reason) => new(PointerTo(keyword), keyword, reason);

    public string? Text(string keyword)
    {
        if (!TryGet(keyword, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? SchemaText.Read(value) : throw Refuse(keyword, $"'{keyword}' must be a string.");
    }

    public bool Flag(string keyword) => TryGet(keyword, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refuse(keyword, $"'{keyword}' must be true or false."),
    };

    /// <summary>A number of things: a non-negative integer; what does not fit is as good as the largest one.</summary>
    public long Count(string keyword, long absent)
    {
        if (!TryGet(keyword, out var value)) return absent;
        if (value.ValueKind == JsonValueKind.Number)
        {
            var number = new JsonNumber(JsonMarshal.GetRawUtf8Value(value));
            if (number.IsZero) return 0;
            if (number is { IsInteger: true, IsNegative: false })
            {
                return number.Exponent + number.DigitCount > 18 ? long.MaxValue : (long)number.Mantissa * Power(number.Exponent);
            }
        }
        throw Refuse(keyword, $"'{keyword}' must be an integer of 0 or more.");
    }

    public NumberConstant? Number(string keyword)
    {
        if (!TryGet(keyword, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Number) throw Refuse(keyword, $"'{keyword}' must be a number.");
        RequireShort(keyword, value);
        return new NumberConstant(JsonMarshal.GetRawUtf8Value(value).ToArray());
    }

    /// <summary>Refuses a number that is too long for exact arithmetic.</summary>
    public void RequireShort(string keyword, JsonElement number)
    {
        var text = JsonMarshal.GetRawUtf8Value(number);
        if (text.Length > maxNumberLength || new JsonNumber(text).IsExponentSaturated)
        {
            throw Refuse(keyword, $"the number is longer than {maxNumberLength} characters ({nameof(SchemaCompileOptions.MaxNumberLength)}), or its exponent than 18.");
        }
    }

    public JsonElement? Object(string keyword)
    {
        if (!TryGet(keyword, out var value)) return null;
        return value.ValueKind == JsonValueKind.Object ? value : throw Refuse(keyword, $"'{keyword}' must be an object.");
    }

    public JsonElement? Array(string keyword)
    {
        if (!TryGet(keyword, out var value)) return null;
        return value.ValueKind == JsonValueKind.Array ? value : throw Refuse(keyword, $"'{keyword}' must be an array.");
    }

    /// <summary>A list of distinct strings; repeated ones are taken once.</summary>
    public List<string> Names(string keyword) => TryGet(keyword, out var value) ? Names(keyword, value) : [];

    public List<string> Names(string keyword, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) throw Refuse(keyword, $"'{keyword}' must list property names in an array.");
        List<string> names = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) throw Refuse(keyword, $"'{keyword}' must hold strings only.");
            var name = SchemaText.Read(item);
            if (seen.Add(name)) names.Add(name);
        }
        return names;
    }

    private static long Power(long exponent)
    {
        long power = 1;
        for (; exponent > 0; exponent--) power *= 10;
        return power;
    }
}
