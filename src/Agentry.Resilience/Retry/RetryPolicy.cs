namespace Agentry;

/// <summary>Decides about further attempts of one call: how many there were, and how long the last wait was. Not thread-safe.</summary>
/// <remarks>
/// The backoff is "decorrelated jitter" as described in the AWS Architecture Blog, "Exponential Backoff And Jitter" (2015): each wait is drawn
/// between the base and three times the wait before it, up to a cap. What the other side asks for comes first.
/// </remarks>
internal sealed class RetryPolicy(RetryOptions options, Jitter jitter)
{
    /// <summary>Why there is no further attempt: after the wait it would have less than <see cref="RetryOptions.MinAttemptTime"/>.</summary>
    public const string NoTimeLeft = "no_time_left";

    private const double Growth = 3;

    private TimeSpan _previous = options.BaseDelay;

    /// <summary>Attempts made so far.</summary>
    public int Attempts { get; set; }

    public RetryDecision Decide(FailureDetails failure, TimeSpan left)
    {
        if (failure.Class is not (FailureClass.Transient or FailureClass.Throttled or FailureClass.Timeout))
            return RetryDecision.No("not_retryable");
        if (Attempts >= options.MaxAttempts)
            return RetryDecision.No("attempts_used");
        if (failure.RetryAfter > options.MaxRetryAfter)
            return RetryDecision.No("retry_after_too_long");
        TimeSpan delay = failure.RetryAfter ?? Backoff();
        return delay + options.MinAttemptTime <= left ? RetryDecision.After(delay) : RetryDecision.No(NoTimeLeft);
    }

    private TimeSpan Backoff()
    {
        double least = options.BaseDelay.TotalMilliseconds;
        double most = Math.Min(options.MaxDelay.TotalMilliseconds, _previous.TotalMilliseconds * Growth);
        double drawn = least + (jitter.Next() * Math.Max(0, most - least));

        // Whole milliseconds: timers have no finer ones, and what is recorded is what is waited.
        return _previous = TimeSpan.FromMilliseconds(Math.Round(Math.Min(options.MaxDelay.TotalMilliseconds, drawn)));
    }
}
