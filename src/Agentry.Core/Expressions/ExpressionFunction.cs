using System.Text.Json;

namespace Agentry;

/// <summary>What an expression may ask of a value.</summary>
internal static class ExpressionFunction
{
    public static readonly IReadOnlyList<string> Names = ["domain", "length", "lower"];

    public static ExpressionValue Apply(string? name, JsonElement element) => name switch
    {
        null => ExpressionValue.Of(element),
        "length" => Length(element),
        "lower" => element.ValueKind == JsonValueKind.String ? ExpressionValue.OfText(element.GetString()!.ToLowerInvariant()) : default,
        _ => element.ValueKind == JsonValueKind.String ? Domain(element.GetString()!) : default,
    };

    private static ExpressionValue Length(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new(JsonValueKind.Number, element.GetString()!.Length, null),
        JsonValueKind.Array => new(JsonValueKind.Number, element.GetArrayLength(), null),
        _ => default,
    };

    /// <summary>The host of one mail address or one absolute URL, in lower case. Whatever a mailer or a browser could read as another one has none.</summary>
    private static ExpressionValue Domain(string text)
    {
        if (text.Any(static c => c <= ' ' || c > '~' || c is ',' or ';' or '<' or '>' or '"' or '\\' or '(' or ')'))
            return default;
        if (text.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0
                ? ExpressionValue.OfText(uri.IdnHost.ToLowerInvariant())
                : default;
        }

        int at = text.IndexOf('@', StringComparison.Ordinal);
        string host = at > 0 ? text[(at + 1)..] : "";
        return host.Length > 0 && host.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') ? ExpressionValue.OfText(host.ToLowerInvariant()) : default;
    }
}
