namespace Agentry.JsonSchema;

/// <summary>
/// References by RFC 3986 section 5.2, as text. <see cref="Uri"/> would rewrite what it reads (case, escapes, ports), and identifiers of
/// schemas are compared as they are written.
/// </summary>
internal static class UriText
{
    /// <summary>The text before the first <c>#</c>, and what follows it; the latter is null without one.</summary>
    public static (string Uri, string? Fragment) Split(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (reference, null) : (reference[..hash], reference[(hash + 1)..]);
    }

    /// <summary>What a reference without fragment means below a base; an empty base leaves it as it is.</summary>
    public static string Resolve(string basis, string reference)
    {
        if (reference.Length == 0) return basis;
        if (SchemeLength(reference) > 0 || basis.Length == 0) return reference;

        var scheme = SchemeLength(basis);
        var prefix = basis[..scheme];
        if (reference.StartsWith("//", StringComparison.Ordinal)) return prefix + reference;

        var rest = basis[scheme..];
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) rest = rest[..query];
        var authority = AuthorityLength(rest);
        var path = rest[authority..];
        prefix += rest[..authority];
        if (reference[0] == '?') return prefix + path + reference;
        if (reference[0] == '/') return prefix + WithoutDots(reference);
        var slash = path.LastIndexOf('/');
        var folder = slash >= 0 ? path[..(slash + 1)] : authority > 0 ? "/" : "";
        return prefix + WithoutDots(folder + reference);
    }

    // With the colon; 0 when there is no scheme.
    private static int SchemeLength(string uri)
    {
        for (var i = 0; i < uri.Length; i++)
        {
            var c = uri[i];
            if (c == ':') return i > 0 ? i + 1 : 0;
            if (!char.IsAsciiLetter(c) && (i == 0 || !(char.IsAsciiDigit(c) || c is '+' or '-' or '.'))) return 0;
        }
        return 0;
    }

    private static int AuthorityLength(string rest)
    {
        if (!rest.StartsWith("//", StringComparison.Ordinal)) return 0;
        var end = rest.IndexOf('/', 2);
        return end < 0 ? rest.Length : end;
    }

    private static string WithoutDots(string path)
    {
        if (!path.Contains("./", StringComparison.Ordinal) && !path.EndsWith('.')) return path;
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var tail = query < 0 ? "" : path[query..];
        if (query >= 0) path = path[..query];
        List<string> kept = [];
        var segments = path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            switch (segments[i])
            {
                case ".":
                    if (isLast) kept.Add("");
                    break;
                case "..":
                    if (kept.Count > 1 || (kept.Count == 1 && kept[0].Length > 0)) kept.RemoveAt(kept.Count - 1);
                    if (isLast) kept.Add("");
                    break;
                default:
                    kept.Add(segments[i]);
                    break;
            }
        }
        return string.Join('/', kept) + tail;
    }
}
