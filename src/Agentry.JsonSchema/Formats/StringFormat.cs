namespace Agentry.JsonSchema;

/// <summary>The formats that can be asserted.</summary>
internal enum StringFormat : byte
{
    None,
    Date,
    Time,
    DateTime,
    Duration,
    Email,
    IdnEmail,
    Hostname,
    IdnHostname,
    IPv4,
    IPv6,
    Uri,
    UriReference,
    Iri,
    IriReference,
    UriTemplate,
    Uuid,
    JsonPointer,
    RelativeJsonPointer,
    Regex,
}
