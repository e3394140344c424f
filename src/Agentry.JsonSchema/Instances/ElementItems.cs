using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Items of an array of a parsed document.</summary>
internal struct ElementItems(JsonElement element) : IItems<ElementNode>
{
    private JsonElement.ArrayEnumerator _items = element.EnumerateArray();

    public readonly ElementNode Value => new(_items.Current);

    public bool MoveNext() => _items.MoveNext();
}
