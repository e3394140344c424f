using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Members of an object of a parsed document.</summary>
internal struct ElementMembers(JsonElement element) : IMembers<ElementNode>
{
    private JsonElement.ObjectEnumerator _members = element.EnumerateObject();
    private JsonProperty _current;

    public readonly ElementNode Value => new(_current.Value);

    public bool MoveNext()
    {
        if (!_members.MoveNext()) return false;
        _current = _members.Current;
        return true;
    }

    public readonly int FindName(NameTable names, int expected) =>
        names.FindRaw(JsonMarshal.GetRawUtf8PropertyName(_current), expected);

    public readonly ReadOnlySpan<byte> GetName(ref Utf8Buffer buffer)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(_current);
        if (!raw.Contains((byte)'\\')) return raw;
        var copy = buffer.Reserve(raw.Length);
        return copy[..JsonText.Unescape(raw, copy)];
    }
}
