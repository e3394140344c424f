namespace Agentry.JsonSchema;

/// <summary>What an instruction checks; its operands are indexes into the tables of the program.</summary>
internal enum Op : byte
{
    /// <summary>A: constant set.</summary>
    Enum,

    /// <summary>A: constant set of one.</summary>
    Const,

    /// <summary>A: number plan.</summary>
    Number,

    /// <summary>A: string plan.</summary>
    String,

    /// <summary>A: array plan.</summary>
    Array,

    /// <summary>A: object plan.</summary>
    Object,

    /// <summary>A: dependent plan.</summary>
    Dependent,

    /// <summary>A: block that must hold for the same value: <c>$ref</c> with siblings, or one part of <c>allOf</c>. B: the index in <c>allOf</c>, or below 0 which keyword.</summary>
    Also,

    /// <summary>A: choice plan.</summary>
    AnyOf,

    /// <summary>A: choice plan.</summary>
    OneOf,

    /// <summary>A: block that must not hold.</summary>
    Not,

    /// <summary>A: condition block; B, C: block when it holds, when it does not; -1 for none.</summary>
    If,

    /// <summary>A: unevaluated plan. Always the last of its block.</summary>
    Unevaluated,
}
