using System.Collections.Concurrent;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>The metaschemas of the drafts, embedded in the assembly and parsed when a schema first refers to one.</summary>
internal static class Metaschemas
{
    private const string Folder = "Metaschemas/";

    private static readonly ConcurrentDictionary<string, JsonElement?> Parsed = new(StringComparer.Ordinal);

    /// <summary>The draft whose own metaschema this is, or null.</summary>
    public static Dialect? DialectOf(string uri) => PathOf(uri.TrimEnd('#')) switch
    {
        "draft/2020-12/schema" => Dialect.Draft202012,
        "draft/2019-09/schema" => Dialect.Draft201909,
        "draft-07/schema" => Dialect.Draft7,
        _ => null,
    };

    /// <summary>The metaschema with this identifier, without fragment; null when it is none of the drafts'.</summary>
    public static JsonElement? Find(string uri)
    {
        // Only names that exist are kept: identifiers come from schemas, and there is no end to them.
        if (PathOf(uri) is not { } path) return null;
        if (Parsed.TryGetValue(path, out var known)) return known;
        using var stream = typeof(Metaschemas).Assembly.GetManifestResourceStream(Folder + path + ".json");
        if (stream is null) return null;
        using var document = JsonDocument.Parse(stream);
        return Parsed.GetOrAdd(path, document.RootElement.Clone());
    }

    private static string? PathOf(string uri)
    {
        foreach (var host in (ReadOnlySpan<string>)["https://json-schema.org/", "http://json-schema.org/"])
        {
            if (uri.StartsWith(host, StringComparison.Ordinal)) return uri[host.Length..];
        }
        return null;
    }
}
