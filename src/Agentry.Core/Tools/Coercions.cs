namespace Agentry;

/// <summary>
/// Slips of models that a tool's contract may mend by itself instead of asking the model to repair its call. Off unless a host turns them on for a tool.
/// </summary>
/// <remarks>
/// Arguments that fit the schema are never changed. Others are changed only where they do not fit, and only if all of them fit afterwards and nothing of
/// what the model wrote is lost; if two coercions would fit at one place, neither is applied. Nothing is ever turned into a string. Each change is in
/// the run log (<see cref="ArgumentsCoerced"/>); policies, approvals, the intent and the tool see the changed arguments.
/// </remarks>
[Flags]
public enum Coercions
{
    /// <summary>Nothing is mended. The default.</summary>
    None = 0,

    /// <summary>Null for a property that may be left out means that it is left out.</summary>
    NullAsAbsent = 1,

    /// <summary>A string that holds a number, written with digits, sign and decimal point only, is that number.</summary>
    NumericStrings = 2,

    /// <summary>The string <c>true</c> or <c>false</c>, in any case, is that boolean.</summary>
    BooleanStrings = 4,

    /// <summary>A string that holds a JSON object or array is that object or array.</summary>
    JsonInStrings = 8,

    /// <summary>A single value where an array is asked for is an array of that value.</summary>
    SingleValues = 16,

    /// <summary>A string that differs from exactly one allowed value, and only in case, is that value.</summary>
    EnumCase = 32,

    /// <summary>All of them.</summary>
    All = NullAsAbsent | NumericStrings | BooleanStrings | JsonInStrings | SingleValues | EnumCase,
}
