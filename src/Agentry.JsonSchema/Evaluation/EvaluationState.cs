using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Agentry.JsonSchema;

/// <summary>What one validation carries along; it lives on the stack of the caller.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct EvaluationState(ProgramLimits limits)
{
    // Eight frames of the evaluator fit many times into what the runtime calls a sufficient stack.
    private const int FramesPerStackCheck = 8;

    private int _steps = limits.MaxSteps;
    private int _frames;

    // Too short for an exponent that cannot be told.
    private const int AlwaysAdmitted = 18;

    public EvaluationFault Fault { get; private set; }

    /// <summary>Whether elements may be checked by their text; not once that had to be given up.</summary>
    public bool CanScan { get; init; } = true;

    public readonly bool HasFault => Fault != EvaluationFault.None;

    /// <summary>Accounts for one block; false when a limit is reached.</summary>
    public bool Enter()
    {
        if (--_steps < 0) return Fail(EvaluationFault.TooManySteps);
        return (++_frames % FramesPerStackCheck) != 0
            || RuntimeHelpers.TryEnsureSufficientExecutionStack()
            || Fail(EvaluationFault.TooDeep);
    }

    /// <summary>Accounts for work outside of blocks; false when the limit is reached.</summary>
    public bool Spend(int steps)
    {
        _steps -= steps;
        return _steps >= 0 || Fail(EvaluationFault.TooManySteps);
    }

    /// <summary>Whether a number is short enough for exact arithmetic; a fault when it is not.</summary>
    public bool Admit(ReadOnlySpan<byte> number) =>
        number.Length <= AlwaysAdmitted || (number.Length <= limits.MaxNumberLength && !new JsonNumber(number).IsExponentSaturated) || Fail(EvaluationFault.NumberTooLong);

    /// <summary>Whether a text is within the limit of a whole instance; a fault when it is not.</summary>
    public bool AdmitBytes(int bytes) => bytes <= limits.MaxBytes || Fail(EvaluationFault.TooLong);

    public void Leave() => _frames--;

    /// <summary>Records the first fault; always false.</summary>
    public bool Fail(EvaluationFault fault)
    {
        if (Fault == EvaluationFault.None) Fault = fault;
        return false;
    }
}
