namespace Agentry.JsonSchema;

/// <summary>Asserts a format over UTF-8 text.</summary>
internal static class FormatCheck
{
    /// <summary>The format with this name, or none when it is not asserted here.</summary>
    public static StringFormat Parse(string name) => name switch
    {
        "date" => StringFormat.Date,
        "time" => StringFormat.Time,
        "date-time" => StringFormat.DateTime,
        "duration" => StringFormat.Duration,
        "email" => StringFormat.Email,
        "idn-email" => StringFormat.IdnEmail,
        "uuid" => StringFormat.Uuid,
        "uri" => StringFormat.Uri,
        "uri-reference" => StringFormat.UriReference,
        "iri" => StringFormat.Iri,
        "iri-reference" => StringFormat.IriReference,
        "uri-template" => StringFormat.UriTemplate,
        "json-pointer" => StringFormat.JsonPointer,
        "relative-json-pointer" => StringFormat.RelativeJsonPointer,
        "regex" => StringFormat.Regex,
        "ipv4" => StringFormat.IPv4,
        "ipv6" => StringFormat.IPv6,
        "hostname" => StringFormat.Hostname,
        "idn-hostname" => StringFormat.IdnHostname,
        _ => StringFormat.None,
    };

    /// <summary>The name and an example that a caller can imitate.</summary>
    public static string Describe(StringFormat format) => format switch
    {
        StringFormat.Date => "a date such as \"2026-01-31\"",
        StringFormat.Time => "a time with offset such as \"09:30:00Z\"",
        StringFormat.DateTime => "a date-time such as \"2026-01-31T09:30:00Z\"",
        StringFormat.Duration => "a duration such as \"P1DT12H\"",
        StringFormat.Email or StringFormat.IdnEmail => "an email address",
        StringFormat.Uuid => "a UUID such as \"0b8e2a4e-7f9c-4d6a-9a55-3f1c2d4e5f60\"",
        StringFormat.Uri => "an absolute URI such as \"https://example.com/a\"",
        StringFormat.IPv4 => "an IPv4 address such as \"192.0.2.1\"",
        StringFormat.IPv6 => "an IPv6 address such as \"2001:db8::1\"",
        StringFormat.Hostname or StringFormat.IdnHostname => "a host name such as \"example.com\"",
        StringFormat.UriReference => "a URI or relative reference such as \"../a\"",
        StringFormat.Iri => "an absolute IRI such as \"https://example.com/a\"",
        StringFormat.IriReference => "an IRI or relative reference such as \"../a\"",
        StringFormat.UriTemplate => "a URI template such as \"/orders/{id}\"",
        StringFormat.JsonPointer => "a JSON pointer such as \"/a/0\"",
        StringFormat.RelativeJsonPointer => "a relative JSON pointer such as \"1/a\"",
        StringFormat.Regex => "a regular expression of ECMA-262",
        _ => "any string",
    };

    public static bool IsMatch(StringFormat format, ReadOnlySpan<byte> text) => format switch
    {
        StringFormat.Date => TimeFormat.IsDate(text),
        StringFormat.Time => TimeFormat.IsTime(text),
        StringFormat.DateTime => TimeFormat.IsDateTime(text),
        StringFormat.Duration => DurationFormat.IsMatch(text),
        StringFormat.Email => EmailFormat.IsMatch(text, isInternational: false),
        StringFormat.IdnEmail => EmailFormat.IsMatch(text, isInternational: true),
        StringFormat.Uuid => IsUuid(text),
        StringFormat.Uri => UriFormat.IsUri(text),
        StringFormat.UriReference => UriFormat.IsReference(text, isIri: false),
        StringFormat.Iri => UriFormat.IsIri(text),
        StringFormat.IriReference => UriFormat.IsReference(text, isIri: true),
        StringFormat.UriTemplate => UriTemplateFormat.IsMatch(text),
        StringFormat.JsonPointer => PointerFormat.IsMatch(text),
        StringFormat.RelativeJsonPointer => PointerFormat.IsRelative(text),
        StringFormat.Regex => EcmaTranslator.IsPattern(text),
        StringFormat.IPv4 => AddressFormat.IsIPv4(text),
        StringFormat.IPv6 => AddressFormat.IsIPv6(text),
        StringFormat.Hostname => HostnameFormat.IsMatch(text),
        StringFormat.IdnHostname => IdnHostnameFormat.IsMatch(text),
        _ => true,
    };

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 36) return false;
        for (var i = 0; i < text.Length; i++)
        {
            var isRight = i is 8 or 13 or 18 or 23 ? text[i] == '-' : char.IsAsciiHexDigit((char)text[i]);
            if (!isRight) return false;
        }
        return true;
    }
}
