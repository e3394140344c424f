namespace Agentry.JsonSchema;

/// <summary>The draft whose rules a schema follows.</summary>
internal enum Dialect : byte
{
    Draft7,
    Draft201909,
    Draft202012,
}
