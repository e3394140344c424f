using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>Bounds a time span, in seconds. The framework's range over types needs reflection that trimmed hosts lack.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationAttribute(double minSeconds, double maxSeconds) : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is not TimeSpan span || (span.TotalSeconds >= minSeconds && span.TotalSeconds <= maxSeconds);

    public override string FormatErrorMessage(string name) =>
        $"The field {name} must be between {TimeSpan.FromSeconds(minSeconds)} and {TimeSpan.FromSeconds(maxSeconds)}.";
}
