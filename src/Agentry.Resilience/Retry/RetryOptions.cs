using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>When a failed call is made again.</summary>
public sealed class RetryOptions
{
    /// <summary>Most attempts, the first included; 1 switches retries off. Nobody else may retry: switch the SDK's own retries off.</summary>
    /// <value>3 by default, as the SDKs.</value>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The shortest wait before another attempt.</summary>
    /// <value>0.5 seconds by default.</value>
    [Duration(0, 3_600)]
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait of the backoff. Each wait is drawn between the base and three times the wait before it (decorrelated jitter).</summary>
    /// <value>8 seconds by default.</value>
    [Duration(0, 3_600)]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>The longest wait that the other side may ask for with <c>Retry-After</c>. If it asks for more, or for more time than the call has left, the failure stands at once.</summary>
    /// <value>1 minute by default.</value>
    [Duration(0, 3_600)]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The least time that another attempt must have when its wait is over. With less left of the step or the run, the failure stands at once and nobody waits.</summary>
    /// <value>1 second by default: hardly a model answers faster.</value>
    [Duration(0, 3_600)]
    public TimeSpan MinAttemptTime { get; set; } = TimeSpan.FromSeconds(1);
}
