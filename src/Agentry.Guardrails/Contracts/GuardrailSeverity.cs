namespace Agentry;

/// <summary>How much a finding matters.</summary>
public enum GuardrailSeverity
{
    /// <summary>Worth knowing.</summary>
    Low = 0,

    /// <summary>Unwanted, seldom by accident.</summary>
    Medium,

    /// <summary>An attack, or harm if it passes.</summary>
    High,
}
