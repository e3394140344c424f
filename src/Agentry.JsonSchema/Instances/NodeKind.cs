namespace Agentry.JsonSchema;

/// <summary>The kind of a JSON value, as bits so that a set of types is one mask.</summary>
[Flags]
internal enum NodeKind : byte
{
    /// <summary>Not JSON: an undefined element or a CLR type that has no JSON form here.</summary>
    Unsupported = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    String = 8,
    Array = 16,
    Object = 32,

    /// <summary>Only in masks: a number without a fractional part.</summary>
    Integer = 64,

    /// <summary>Every kind a value can have.</summary>
    Any = Null | Boolean | Number | String | Array | Object,
}
