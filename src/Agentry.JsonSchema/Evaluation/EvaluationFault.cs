namespace Agentry.JsonSchema;

/// <summary>Why a check could not be brought to its end. A fault makes the whole instance invalid, even below <c>not</c>.</summary>
internal enum EvaluationFault : byte
{
    None,
    TooDeep,
    TooManySteps,
    PatternTimeout,
    UnsupportedValue,
    TooLong,
    NumberTooLong,
    Malformed,
    DuplicateName,

    /// <summary>Only between scanner and evaluator: the text alone does not say.</summary>
    NotScannable,
}
