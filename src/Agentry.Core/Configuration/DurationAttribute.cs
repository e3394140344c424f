using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>Bounds a time span, in seconds. The framework's range over types needs reflection that trimmed hosts lack.</summary>
/// <param name="minSeconds">The least that is allowed.</param>
/// <param name="maxSeconds">The most that is allowed.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute(double minSeconds, double maxSeconds) : ValidationAttribute
{
    /// <summary>49 days in seconds: the framework's timers count milliseconds in 32 bits.</summary>
    public const double LongestTimer = 49 * 86_400;

    /// <summary>The least that is allowed, in seconds.</summary>
    public double MinSeconds => minSeconds;

    /// <summary>The most that is allowed, in seconds.</summary>
    public double MaxSeconds => maxSeconds;

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not TimeSpan span || (span.TotalSeconds >= minSeconds && span.TotalSeconds <= maxSeconds);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) =>
        $"The field {name} must be between {TimeSpan.FromSeconds(minSeconds)} and {TimeSpan.FromSeconds(maxSeconds)}.";
}
