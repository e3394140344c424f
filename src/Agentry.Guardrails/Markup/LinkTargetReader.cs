namespace Agentry;

/// <summary>Reads the target of a markdown link no further than needed, and takes for local only what plainly is.</summary>
internal sealed class LinkTargetReader(IReadOnlyList<string> allowedHosts)
{
    /// <summary>Longest first part of a local name; what is longer is not plain.</summary>
    private const int MaxName = 64;

    /// <summary>Longest host name (RFC 1035).</summary>
    private const int MaxHost = 253;

    public LinkTarget Read(ReadOnlySpan<char> text, int at, bool isLast)
    {
        if (at >= text.Length)
            return End(isLast);
        switch (text[at])
        {
            case '#' or ')' or '?' or '.':
                return LinkTarget.Allowed;
            case '/' when at + 1 >= text.Length:
                return End(isLast);
            case '/':
                return text[at + 1] is '/' or '\\' ? LinkTarget.Remote : LinkTarget.Allowed;
        }

        for (int i = at; i < at + MaxName; i++)
        {
            if (i >= text.Length)
                return End(isLast);
            switch (text[i])
            {
                case ':':
                    return Scheme(text, at, i, isLast);
                case '&' or '\\':
                    return LinkTarget.Obscure;
                case '/' or '?' or '#' or ')' or ' ' or '\t' or '\n' or '\r' or '>' or '"' or '\'':
                    return LinkTarget.Allowed;
            }
        }

        return LinkTarget.Obscure;
    }

    private LinkTarget Scheme(ReadOnlySpan<char> text, int at, int colon, bool isLast)
    {
        ReadOnlySpan<char> scheme = text[at..colon];
        if (scheme.Equals("mailto", StringComparison.OrdinalIgnoreCase) || scheme.Equals("tel", StringComparison.OrdinalIgnoreCase))
            return LinkTarget.Allowed;
        bool web = scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("http", StringComparison.OrdinalIgnoreCase);
        return web && allowedHosts.Count > 0 ? Host(text, colon + 1, isLast) : LinkTarget.Remote;
    }

    private LinkTarget Host(ReadOnlySpan<char> text, int at, bool isLast)
    {
        if (at + 2 > text.Length)
            return isLast ? LinkTarget.Remote : LinkTarget.Undecided;
        if (text[at] != '/' || text[at + 1] != '/')
            return LinkTarget.Remote;
        int start = at + 2;
        for (int i = start; i <= start + MaxHost; i++)
        {
            if (i >= text.Length)
                return isLast ? Judge(text[start..]) : LinkTarget.Undecided;
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('-' or '.'))
                return text[i] is '/' or '?' or '#' or ')' or '>' or ' ' or '\n' ? Judge(text[start..i]) : LinkTarget.Remote;
        }

        return LinkTarget.Remote;
    }

    private LinkTarget Judge(ReadOnlySpan<char> host)
    {
        foreach (string allowed in allowedHosts)
        {
            if (host.EndsWith(allowed, StringComparison.OrdinalIgnoreCase)
                && (host.Length == allowed.Length || host[^(allowed.Length + 1)] == '.'))
            {
                return LinkTarget.Allowed;
            }
        }

        return LinkTarget.Remote;
    }

    private static LinkTarget End(bool isLast) => isLast ? LinkTarget.Allowed : LinkTarget.Undecided;
}
