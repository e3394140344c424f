namespace Agentry.JsonSchema;

/// <summary>The formats that can be asserted.</summary>
internal enum StringFormat : byte
{
    None,
    Date,
    Time,
    DateTime,
    Email,
    Uuid,
    Uri,
    IPv4,
    IPv6,
    Hostname,
}
