using System.Globalization;

namespace Agentry;

/// <summary>What an exception says about a failure, whichever library threw it.</summary>
public sealed record FailureDetails
{
    /// <summary>What kind of failure.</summary>
    public required FailureClass Class { get; init; }

    /// <summary>The HTTP status of the answer; null when there was none, or the exception does not tell.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The provider's code in snake_case, such as <c>rate_limit_error</c>, if it is one that is known.</summary>
    public string? Code { get; init; }

    /// <summary>How long the other side asked to wait; null when it did not say, or the exception does not carry the header.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the other side is out of capacity for everybody (HTTP 529, <c>overloaded_error</c>), unlike a rate limit of this account.</summary>
    public bool IsOverload { get; init; }

    /// <summary>Reads a <c>Retry-After</c> header: seconds, also fractions, or a date (RFC 9110, section 10.2.3).</summary>
    /// <param name="value">The header's value.</param>
    /// <param name="now">The time that a date is compared with.</param>
    /// <param name="milliseconds">The value of <c>retry-after-ms</c>, which some providers send too; it is exacter and comes first.</param>
    /// <returns>Never negative, at most a year; null when neither can be read.</returns>
    public static TimeSpan? ParseRetryAfter(string? value, DateTimeOffset now, string? milliseconds = null)
    {
        if (Number(milliseconds) is { } ms)
            return TimeSpan.FromMilliseconds(Math.Min(ms, MaxSeconds));
        if (Number(value) is { } seconds)
            return TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at))
            return null;
        return at > now ? at - now : TimeSpan.Zero;
    }

    /// <summary>A year: longer than anybody waits, and short enough for a time span.</summary>
    private const double MaxSeconds = 365 * 86_400;

    private static double? Number(string? text)
    {
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return double.TryParse(text, Plain, CultureInfo.InvariantCulture, out double number) && !double.IsNaN(number) ? number : null;
    }
}
