using System.Collections.Concurrent;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// Schema documents by URI, for references that leave the document they stand in, and metaschemas for <c>$schema</c>. The host fills it; nothing is
/// ever fetched. The metaschemas of the drafts need not be added.
/// </summary>
/// <remarks>Safe for any number of threads. A schema reads it while it is compiled and keeps what it found: later changes do not reach it.</remarks>
public sealed class SchemaRegistry
{
    private readonly ConcurrentDictionary<string, JsonElement> _documents = new(StringComparer.Ordinal);

    /// <summary>Adds a document, or replaces the one that is there. A copy is kept.</summary>
    /// <param name="uri">Its URI without fragment, written exactly as references resolve to it.</param>
    /// <param name="document">The schema, an object or a boolean; it is not checked before a reference leads to it.</param>
    /// <exception cref="ArgumentException">The URI is empty or has a fragment, or the element is undefined.</exception>
    public void Add(string uri, JsonElement document)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        if (uri.Contains('#', StringComparison.Ordinal)) throw new ArgumentException("The URI of a document has no fragment.", nameof(uri));
        if (document.ValueKind == JsonValueKind.Undefined) throw new ArgumentException("The element is undefined.", nameof(document));
        _documents[uri] = document.Clone();
    }

    internal JsonElement? Find(string uri) => _documents.TryGetValue(uri, out var document) ? document : null;
}
