using System.Text;

namespace Agentry.JsonSchema;

/// <summary>RFC 6901 pointers.</summary>
internal static class JsonPointer
{
    public static string Append(string pointer, string token) => $"{pointer}/{Escape(token)}";

    public static string Append(string pointer, int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{pointer}/{index}");

    public static string Escape(string token) => token.AsSpan().IndexOfAny('~', '/') < 0
        ? token
        : new StringBuilder(token).Replace("~", "~0").Replace("/", "~1").ToString();

    public static string Unescape(string token) => token.Contains('~', StringComparison.Ordinal)
        ? new StringBuilder(token).Replace("~1", "/").Replace("~0", "~").ToString()
        : token;
}
