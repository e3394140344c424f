namespace Agentry.JsonSchema;

/// <summary>
/// The dynamic scopes under which subschemas are compiled. All that a scope can ever be asked is which resource defined a dynamic anchor
/// first, so a scope is that mapping, and there are finitely many. A subschema that is reached under two scopes becomes two blocks; the program
/// then needs no scopes when it runs.
/// </summary>
internal sealed class DynamicScopes
{
    private readonly List<Dictionary<string, SchemaPlace>> _scopes = [new(StringComparer.Ordinal)];
    private readonly Dictionary<string, int> _byContent = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Scope, SchemaResource Resource), int> _entered = [];

    /// <summary>The scope once the resource is entered; what an outer one defined stays.</summary>
    public int Enter(int scope, SchemaResource resource)
    {
        if (resource.DynamicAnchors.Count == 0) return scope;
        if (_entered.TryGetValue((scope, resource), out var inner)) return inner;
        Dictionary<string, SchemaPlace> anchors = new(_scopes[scope], StringComparer.Ordinal);
        foreach (var (name, place) in resource.DynamicAnchors) anchors.TryAdd(name, place);
        var content = string.Join('\n', anchors.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value.Location}"));
        if (!_byContent.TryGetValue(content, out inner))
        {
            inner = _scopes.Count;
            _scopes.Add(anchors);
            _byContent.Add(content, inner);
        }
        _entered.Add((scope, resource), inner);
        return inner;
    }

    /// <summary>The outermost place with this dynamic anchor.</summary>
    public bool TryFind(int scope, string anchor, out SchemaPlace place) => _scopes[scope].TryGetValue(anchor, out place);
}
